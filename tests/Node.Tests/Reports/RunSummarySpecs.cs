using System.Text.Json;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class RunSummarySpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SummaryPath => _folder.In("summary.json");

    public static RunSummary Solved { get; } = new()
    {
        Outcome = TrainingOutcome.Solved,
        Explanation = "CartPole-v1 solved after 18,000 environment steps.",
        SolvedAt = new SolvedPoint(
            18_000,
            1125,
            1.25,
            new EvaluationSummary(18_000, 1125, 100, 490.5, 12.25, 401, 500),
            new EvaluationSummary(18_000, 1125, 100, 487, 15.5, 390, 500)),
        Environment = "CartPole-v1",
        Seed = ulong.MaxValue,
        Workers = 2,
        StartedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)),
        WallSeconds = 1.5,
        EnvironmentSteps = 19_000,
        StepsPerSecond = 12_666.5,
        Episodes = 250,
        Version = 1190,
        FinalEvaluation = null,
        Staleness = new StalenessSummary(0.5, 2, [600, 580, 10]),
        GradientsRejected = new Dictionary<GradientRejectionReason, long> { [GradientRejectionReason.TooStale] = 3 },
        GradientsLost = 1,
        WorkerFailures = 0,
        CommandLine = "train --out \"my runs/a\"",
        Packages = new Dictionary<string, string> { ["TorchSharp"] = "0.107.0" },
        Machine = new MachineDescription("Debian GNU/Linux 12 (bookworm)", "X64", 2, "a processor", 256, ".NET 10.0.1"),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_indented_JSON_with_snake_case_names()
    {
        Solved.Save(SummaryPath);

        const string expected = """
            {
              "outcome": "solved",
              "explanation": "CartPole-v1 solved after 18,000 environment steps.",
              "solved": true,
              "solved_at": {
                "environment_steps": 18000,
                "version": 1125,
                "wall_seconds": 1.25,
                "evaluation": {
                  "environment_steps": 18000,
                  "version": 1125,
                  "episodes": 100,
                  "return_mean": 490.5,
                  "return_std": 12.25,
                  "return_min": 401,
                  "return_max": 500
                },
                "confirmation": {
                  "environment_steps": 18000,
                  "version": 1125,
                  "episodes": 100,
                  "return_mean": 487,
                  "return_std": 15.5,
                  "return_min": 390,
                  "return_max": 500
                }
              },
              "environment": "CartPole-v1",
              "seed": 18446744073709551615,
              "workers": 2,
              "started_at": "2026-03-04T05:06:07+02:00",
              "wall_seconds": 1.5,
              "environment_steps": 19000,
              "steps_per_second": 12666.5,
              "episodes": 250,
              "version": 1190,
              "final_evaluation": null,
              "staleness": {
                "mean": 0.5,
                "max": 2,
                "histogram": [
                  600,
                  580,
                  10
                ]
              },
              "gradients_rejected": {
                "too_stale": 3
              },
              "gradients_lost": 1,
              "worker_failures": 0,
              "evaluations_skipped": 0,
              "recording_failures": [],
              "command_line": "train --out \"my runs/a\"",
              "packages": {
                "TorchSharp": "0.107.0"
              },
              "machine": {
                "operating_system": "Debian GNU/Linux 12 (bookworm)",
                "architecture": "X64",
                "cores": 2,
                "cpu": "a processor",
                "simd_bits": 256,
                "dotnet": ".NET 10.0.1"
              }
            }
            """;
        Assert.Equal(expected, File.ReadAllText(SummaryPath), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(TrainingOutcome.Solved, "solved")]
    [InlineData(TrainingOutcome.BudgetExhausted, "budget_exhausted")]
    [InlineData(TrainingOutcome.Stopped, "stopped")]
    [InlineData(TrainingOutcome.Failed, "failed")]
    public void Outcomes_are_words(TrainingOutcome outcome, string word)
    {
        (Solved with { Outcome = outcome }).Save(SummaryPath);

        using var json = JsonDocument.Parse(File.ReadAllBytes(SummaryPath));
        Assert.Equal(word, json.RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_run_that_diverged_has_a_summary_and_it_reads_back()
    {
        var diverged = Solved with
        {
            Outcome = TrainingOutcome.Failed,
            SolvedAt = null,
            StepsPerSecond = double.PositiveInfinity,
            FinalEvaluation = Solved.SolvedAt!.Evaluation with { ReturnMean = double.NaN },
        };
        diverged.Save(SummaryPath);

        var read = RunSummary.Load(SummaryPath);

        Assert.False(read.Solved);
        Assert.Equal(diverged.FinalEvaluation, read.FinalEvaluation);
        Assert.Equal(double.PositiveInfinity, read.StepsPerSecond);
        Assert.Equal(diverged.GradientsRejected, read.GradientsRejected);
        Assert.Equal(diverged.Staleness.Histogram, read.Staleness.Histogram);
        Assert.Equal(diverged.Seed, read.Seed);
    }

    [Fact]
    public void This_machine_and_its_packages_are_described_without_a_gap()
    {
        var machine = MachineDescription.Current();
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.All([machine.OperatingSystem, machine.Architecture, machine.Cpu, machine.Dotnet], text => Assert.NotEqual("", text));
        Assert.DoesNotContain('\0', machine.Cpu);
        Assert.True(machine.SimdBits is 128 or 256 or 512);

        Assert.Null(TorchRuntime.Initialize());

        var packages = PackageVersions.Collect();
        Assert.Equal("0.107.0", packages["TorchSharp"]);
        Assert.All(packages.Values, version => Assert.Matches(@"^\d+\.\d+", version));
    }
}
