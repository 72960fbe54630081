using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Tests.Views;

namespace ActorCritic.Distributed.Node.Tests.Benchmarking;

/// <summary>Measures for real, for a moment only: what comes out is looked at for its form, not for its numbers.</summary>
public sealed class BenchmarkRunnerSpecs
{
    private static readonly EnvironmentCatalogue Environments = EnvironmentCatalogue.CreateDefault();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task Everything_that_is_asked_for_is_measured_and_said()
    {
        Assert.Equal(ExitCodes.Success, await RunAsync(Request with { Seeds = 1, Json = true, Quiet = true }));

        Assert.Empty(_errors.ToString());
        using var json = JsonDocument.Parse(_output.ToString());
        var root = json.RootElement;
        Assert.Equal(26_752, root.GetProperty("operationsPerStep").GetInt64());
        var ceiling = root.GetProperty("ceiling");
        Assert.All(ceiling.GetProperty("multiplyAdds").EnumerateArray(), rate => Assert.True(rate.GetProperty("allCores").GetDouble() > 0));
        Assert.True(ceiling.GetProperty("copyOneCore").GetDouble() > 0);
        Assert.Equal(["4x8", "4x8"], root.GetProperty("throughput").EnumerateArray().Select(row => row.GetProperty("rollout").GetString()));
        Assert.All(root.GetProperty("throughput").EnumerateArray(), row =>
        {
            // A gradient of 4 × 8 steps each.
            var measured = row.GetProperty("measured");
            Assert.True(measured.GetProperty("gradientsPerSecond").GetDouble() > 0);
            Assert.Equal(32, measured.GetProperty("stepsPerSecond").GetDouble() / measured.GetProperty("gradientsPerSecond").GetDouble(), 6);
            Assert.True(row.GetProperty("shareOfCeiling").GetDouble() > 0);
        });
        var learner = root.GetProperty("learner");
        Assert.Equal(4_675, learner.GetProperty("parameterCount").GetInt32());
        Assert.True(learner.GetProperty("actorGradientsPerSecond").GetDouble() > 0);
        Assert.True(learner.GetProperty("plainGradientsPerSecond").GetDouble() > 0);
        Assert.Equal(1, root.GetProperty("solved")[0].GetProperty("solved").GetInt32());
    }

    [Fact]
    public async Task Ctrl_C_prints_what_was_measured_by_then()
    {
        using var cancellation = new CancellationTokenSource();
        var errors = new NotifyingWriter(line =>
        {
            if (line.Contains("workers: 2", StringComparison.Ordinal))
                cancellation.Cancel();
        });

        var exitCode = await new BenchmarkRunner(Environments, TextConsole.Create(_output), errors, TimeProvider.System).RunAsync(Request, cancellation.Token);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains("Interrupted after 2 of 4 measurements; those are kept.", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("[3/4] simd, 4x8, workers: 2", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("memory read, GB/s", _output.ToString(), StringComparison.Ordinal);
        Assert.Single(_output.ToString().Split('\n'), line => line.Contains(" 4x8 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_ends_by_itself_breaks_the_benchmark_off_with_its_cause()
    {
        Environments.Register(
            new EnvironmentSpec("Broken-v0", new Box([0f], [1f]), new Discrete(2), 20, double.PositiveInfinity),
            () => throw new InvalidOperationException("no such thing"));
        var broken = Request with { Environment = Environments.Find("Broken-v0"), Options = Request.Options with { Environment = "Broken-v0" }, Duration = TimeSpan.FromSeconds(30) };

        Assert.Equal(ExitCodes.Failure, await RunAsync(broken));

        Assert.Contains("The benchmark broke off at simd, 4x8, workers: 1: the run ended by itself", _errors.ToString(), StringComparison.Ordinal);
    }

    private static BenchmarkRequest Request
    {
        get
        {
            PresetCatalogue.Load().TryFind("CartPole-v1", PresetCatalogue.DefaultName, out var preset);
            return new BenchmarkRequest
            {
                Options = preset!.Layer.Over(new TrainingOptions()),
                Environment = CartPole.Version1,
                Backends = [PolicyBackend.Simd],
                Workers = [1, 2],
                Shapes = [new RolloutShape(4, 8)],
                Duration = TimeSpan.FromSeconds(0.2),
                EvaluationInterval = 1_000_000,
                Seeds = 0,
            };
        }
    }

    private Task<int> RunAsync(BenchmarkRequest request) =>
        new BenchmarkRunner(Environments, TextConsole.Create(_output), _errors, TimeProvider.System)
        {
            Program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "actorcritic.dll")],
        }.RunAsync(request, CancellationToken.None);

    private sealed class NotifyingWriter(Action<string> written) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            written(value ?? "");
        }
    }
}
