using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Doctor;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

/// <summary>Whole simulations, over real connections: they wait for what they expect, with generous deadlines.</summary>
public sealed class SimulationSpecs : IDisposable
{
    /// <summary>Some ten times what the longest takes; a busy machine has needed more than three minutes.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>Of each log, when a simulation has failed.</summary>
    private const int LogLines = 60;
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

    private string Report => File.ReadAllText(Path.Combine(_folder.In("run"), SimulationReport.FileName));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_survives_its_learner_and_says_what_that_cost()
    {
        var exitCode = await SimulateAsync("--seed 3 --no-stop --max-steps 400000 --evaluation-episodes 10 --fault kill:learner@40000 --fault nan:worker-1@120000+200ms");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        Assert.Contains("learner is killed", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 takeover", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"node\": \"standby-1\"", Report, StringComparison.Ordinal);
        Assert.Contains("\"non_finite\": ", Report, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.In("run"), "standby-1", "policy.safetensors")));
    }

    /// <summary>It began the cluster, and must not begin another when it is taken out of that one.</summary>
    [Fact]
    public async Task A_learner_that_is_cut_off_alone_makes_way_and_joins_again_as_a_standby()
    {
        var exitCode = await SimulateAsync("--seed 3 --no-stop --fault cut:learner@30000+12s");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        Assert.Contains("1 takeover; 2 terms", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"node\": \"standby-1\"", Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learner_without_standbys_goes_on_with_its_run_when_it_starts_again()
    {
        var exitCode = await SimulateAsync("--seed 3 --no-stop --standbys 0 --fault kill:learner@100000+500ms");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        using var report = JsonDocument.Parse(Report);
        var terms = report.RootElement.GetProperty("terms").EnumerateArray().ToArray();
        Assert.Equal([1, 2], terms.Select(term => term.GetProperty("term").GetInt64()));
        Assert.Single(terms.Select(term => term.GetProperty("run").GetString()).Distinct());
        Assert.Equal([Path.Combine(_folder.In("run"), "learner")], Directory.GetDirectories(_folder.In("run")));
    }

    /// <summary>Nobody could tell it any more once the process is gone whose learner has ended the run.</summary>
    [Fact]
    public async Task A_standby_that_is_cut_off_when_the_run_ends_hears_of_the_end_and_does_not_take_over()
    {
        var exitCode = await SimulateAsync("--seed 3 --no-stop --fault cut:standby-1@195000");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        Assert.Contains("standby-1 is cut off", _output.ToString(), StringComparison.Ordinal);
        var standby = Path.Combine(_folder.In("run"), "standby-1");
        Assert.Equal(["run.log"], Directory.EnumerateFileSystemEntries(standby).Select(Path.GetFileName));
        Assert.DoesNotContain("Goes on with", await File.ReadAllTextAsync(Path.Combine(standby, "run.log")), StringComparison.Ordinal);
    }

    /// <summary>The other nodes of a cluster may be away at that moment.</summary>
    [Fact]
    public async Task A_run_survives_that_its_only_worker_node_sends_nonsense_for_a_moment()
    {
        var exitCode = await SimulateAsync("--seed 3 --nodes 1 --standbys 0 --no-stop --max-steps 60000 --fault nan:worker-1@20000+200ms");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        Assert.Contains("\"non_finite\": ", Report, StringComparison.Ordinal);
    }

    /// <summary>
    /// Seed 2 pauses, delays and cuts worker nodes; 24 takes the learner too; 9 is for large gradients of which several are in flight. Those become stale enough
    /// on a busy machine for one run in some twenty to be spoilt by them, where nothing is done about it.
    /// </summary>
    [Theory]
    [InlineData("--nodes 3 --chaos 2")]
    [InlineData("--nodes 3 --chaos 24")]
    [InlineData("--nodes 2 --chaos 25")]
    [InlineData("--nodes 2 --preset wide --staleness-policy scale --chaos 9")]
    public async Task Drawn_faults_break_no_promise(string chaos)
    {
        var exitCode = await SimulateAsync($"--seed 3 {chaos}");

        Assert.True(exitCode == ExitCodes.Success, Evidence(exitCode));
        Assert.Contains("Every promise was kept.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"violations\": []", Report, StringComparison.Ordinal);
    }

    /// <summary>All that one would want to know of a simulation that failed: its folder is gone afterwards.</summary>
    private string Evidence(int exitCode)
    {
        var logs = Directory.GetFiles(_folder.Path, "*.log", SearchOption.AllDirectories).Order().SelectMany(log =>
            File.ReadLines(log).TakeLast(LogLines).Prepend($"--- {Path.GetRelativePath(_folder.Path, log)} ends with:"));
        return string.Join(Environment.NewLine, [$"The simulation ended with exit code {exitCode}, after {_watch.Elapsed.TotalSeconds:F0} s.", _output.ToString(), .. logs]);
    }

    private async Task<int> SimulateAsync(string options)
    {
        var environments = EnvironmentCatalogue.CreateDefault();

        // The actors write from their own threads.
        var writer = TextWriter.Synchronized(_output);
        var console = TextConsole.Create(writer);
        var surroundings = new CommandLineSurroundings
        {
            Environments = environments,
            Train = new TrainRunner(environments, console, writer, TimeProvider.System).RunAsync,
            Learn = new LearnerRunner(environments, console, writer, TimeProvider.System).RunAsync,
            Work = new WorkerRunner(environments, writer, writer, TimeProvider.System).RunAsync,
            Simulate = new SimulationRunner(environments, console, writer, TimeProvider.System).RunAsync,
            Compare = new ComparisonRunner(environments, console, writer, TimeProvider.System).RunAsync,
            Bench = new BenchmarkRunner(environments, console, writer, TimeProvider.System).RunAsync,
            Doctor = DoctorCommand.Create(),
            Console = console,
            Errors = writer,
            TimeProvider = TimeProvider.System,
            DrawSeed = () => 1,
        };
        using var deadline = new CancellationTokenSource(Deadline);
        return await ActorCriticCommandLine.RunAsync(["simulate", .. options.Split(' '), "--out", _folder.In("run")], surroundings, deadline.Token);
    }
}
