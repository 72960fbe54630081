using System.Text.Json;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Tests.Benchmarking;

public sealed class BenchmarkTextSpecs
{
    private static readonly MachineDescription Machine = new("Some Linux", "X64", 2, "Some CPU", 512, ".NET 10.0.0");

    [Fact]
    public void Every_measurement_has_its_row_with_rates_allocation_and_share()
    {
        var lines = BenchmarkText.Lines(Sample()).ToList();

        Assert.Equal("Some CPU, 2 cores, Some Linux, .NET 10.0.0", lines[0]);
        AssertRow(lines, "multiply-adds of 512 bits, GFLOP/s", "100.0", "200.0");
        AssertRow(lines, "memory copied (read + written), GB/s", "8.0", "12.0");

        // 2,000,000 steps of 25,000 operations: 50 GFLOP/s, half of one core.
        AssertRow(lines, "simd", "1", "8x16", "2,000,000", "15,625", "15,625", "19,456", "1.2 %", "0.75", "50.0", "50.0 %");
        AssertRow(lines, "actor: admitted, applied, answered with parameters; 4,675 parameters, gradients/s", "150,000");
        AssertRow(lines, "the same against copying as many bytes on one core, times as long", "2.00");
    }

    // Steps 1,000, 2,000, 3,000 and 5,000: quartiles by linear interpolation between the order statistics.
    [Fact]
    public void Runs_until_solved_are_summed_up_by_median_and_quartiles_of_those_that_were()
    {
        var lines = BenchmarkText.Lines(Sample()).ToList();

        AssertRow(lines, "simd, environment steps", "4 of 5", "2,500", "1,750", "3,500", "1,000", "5,000");
        AssertRow(lines, "simd, seconds to process end", "4 of 5", "2.50", "1.75", "3.50", "1.00", "5.00");
    }

    [Fact]
    public void What_was_not_measured_has_no_table()
    {
        var lines = BenchmarkText.Lines(new BenchmarkResult("CartPole-v1", 25_000, Machine));

        Assert.Equal(["Some CPU, 2 cores, Some Linux, .NET 10.0.0"], lines);
    }

    [Fact]
    public void A_share_of_a_ceiling_that_is_not_known_is_left_open()
    {
        var result = Sample();
        result.Ceiling = null;

        Assert.Contains(BenchmarkText.Lines(result), line => line.StartsWith("simd ", StringComparison.Ordinal) && line.EndsWith(" –", StringComparison.Ordinal));
    }

    [Fact]
    public void Scripts_get_the_numbers_without_rounding_and_null_for_none()
    {
        var result = Sample();
        result.Solved.Clear();
        result.Solved.Add(Run(1, double.NaN, solved: false));

        using var json = JsonDocument.Parse(ScriptJson.Of(BenchmarkDocument.Of(result)));

        var root = json.RootElement;
        var row = root.GetProperty("throughput")[0];
        Assert.Equal("8x16", row.GetProperty("rollout").GetString());
        Assert.Equal(0.5, row.GetProperty("shareOfCeiling").GetDouble());
        Assert.Equal("simd", row.GetProperty("measured").GetProperty("backend").GetString());
        Assert.Equal(0.0123, row.GetProperty("measured").GetProperty("collectorShare").GetDouble());
        Assert.Equal(100e9, root.GetProperty("ceiling").GetProperty("multiplyAdds")[0].GetProperty("oneCore").GetDouble());
        Assert.Equal((1, 0), (root.GetProperty("solved")[0].GetProperty("seeds").GetInt32(), root.GetProperty("solved")[0].GetProperty("solved").GetInt32()));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("solved")[0].GetProperty("environmentSteps").GetProperty("median").ValueKind);
    }

    private static BenchmarkResult Sample()
    {
        var result = new BenchmarkResult("CartPole-v1", 25_000, Machine)
        {
            Ceiling = new MachineCeiling(2, [new MultiplyAddRate(512, 100e9, 200e9)], 10e9, 15e9, 8e9, 12e9),
            Learner = new LearnerRate(4_675, 150_000, 200_000, 10_000_000, 4e9),
        };
        result.Throughput.Add(new Throughput(PolicyBackend.Simd, 1, new RolloutShape(8, 16), 2e6, 15_625, 15_625, 19_456, 0.0123, 0.75));
        result.Solved.AddRange([Run(1, 2_000), Run(2, 5_000), Run(3, 1_000), Run(4, 3_000), Run(5, double.NaN, solved: false)]);
        return result;
    }

    private static SolvedRun Run(ulong seed, double steps, bool solved = true) =>
        new(PolicyBackend.Simd, seed, solved, steps, steps / 10_000, steps / 5_000, steps / 1_000);

    private static void AssertRow(IEnumerable<string> lines, string name, params string[] cells)
    {
        var row = Assert.Single(lines, line => line.StartsWith($"{name} ", StringComparison.Ordinal) && line.EndsWith($" {cells[^1]}", StringComparison.Ordinal));
        Assert.Equal(cells, row[name.Length..].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
