using System.Text.Json;
using ActorCritic.Distributed.Learner.Checkpoints;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>The processes of one test, in a folder of their own. When the test is over they are ended, and what they wrote is in its output.</summary>
internal sealed class ProgramProcesses(ITestOutputHelper output) : IDisposable
{
    /// <summary>
    /// A run that cannot be solved before its 600,000th step, and practically always is then: time enough to interrupt it, and for a second worker to join before
    /// one alone has ended it.
    /// A gradient is of 4 × 16 = 64 steps.
    /// </summary>
    public static readonly string[] Solvable = SolvableFrom(600_000);

    /// <summary>A run that does not end during a test.</summary>
    public static readonly string[] Endless = [.. CartPole, "--max-steps", "1000000000", "--evaluation-interval", "1000000000"];

    /// <summary>Environment steps behind one version of these runs.</summary>
    public const int StepsPerVersion = 64;

    private const int LogLinesShown = 60;

    /// <summary>How the runs of these tests learn.</summary>
    public static string[] CartPole => ["--env", "CartPole-v1", "--learning-rate", "1e-3", "--envs-per-worker", "4", "--rollout-length", "16"];

    private readonly List<ProgramProcess> _processes = [];

    /// <summary>A run that cannot be solved before a step.</summary>
    public static string[] SolvableFrom(int step) =>
        [.. CartPole, "--max-steps", "2000000", "--evaluation-interval", $"{step}", "--evaluation-episodes", "50"];

    /// <summary>Where the processes work.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("actorcritic-cluster-").FullName;

    /// <summary>What everybody who asks for the status gives besides, such as certificates.</summary>
    public string[] StatusOptions { get; set; } = [];

    /// <summary>A learner that writes to the folder of its name, or one that stands by.</summary>
    public ProgramProcess Learner(string name, params string[] options) =>
        Start(name, ["learner", "--host", "127.0.0.1", "--out", name, .. options]);

    /// <summary>A process with one worker.</summary>
    public ProgramProcess Worker(string name, params string[] learners) =>
        Start(name, ["worker", "--host", "127.0.0.1", "--workers", "1", "--join", string.Join(',', learners)]);

    /// <summary>Any process of the program.</summary>
    public ProgramProcess Start(string name, IEnumerable<string> arguments, params string[] within)
    {
        var process = ProgramProcess.Start(name, Folder, arguments, within);
        _processes.Add(process);
        return process;
    }

    /// <summary>Where a learner listens, as it says itself.</summary>
    public static async Task<string> AddressAsync(ProgramProcess learner) =>
        (await learner.SaysAsync(@"^Listening on (?<address>\S+); workers join with: actorcritic worker --join \k<address>$")).Groups["address"].Value;

    /// <summary>Asks how the run stands, until the answer is as expected.</summary>
    /// <param name="address">Who is asked.</param>
    /// <param name="expectation">What is expected, for a message.</param>
    /// <param name="accept">Whether an answer is as expected.</param>
    /// <param name="within">Where it is asked from, see <see cref="ProgramProcess.Start"/>.</param>
    public async Task<RunStatus> StatusAsync(string address, string expectation, Func<RunStatus, bool> accept, params string[] within)
    {
        var deadline = Deadline.After(ProgramProcess.Patience);
        var last = "nothing";
        while (deadline.Left > TimeSpan.Zero)
        {
            using var asked = ProgramProcess.Start("status", Folder, ["status", "--connect", address, "--json", "--timeout", "3", .. StatusOptions], within);
            var exitCode = await asked.ExitCodeAsync();
            last = string.Join('\n', asked.Lines);
            if (exitCode == 0 && RunStatus.Read(last) is var status && accept(status))
                return status;
        }

        Assert.Fail($"{address} never said that {expectation}; its last answer was: {last}");
        return null!;
    }

    /// <summary>Waits until a learner's state beyond its beginning is on the disk: from then on a crash goes back to that state at most.</summary>
    public async Task CheckpointAsync(string learner)
    {
        var deadline = Deadline.After(ProgramProcess.Patience);
        var checkpoints = new CheckpointFolder(Path.Combine(Folder, learner, "checkpoints"));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (checkpoints.ReadNewestValid().State is not { Version: > 0 })
        {
            Assert.True(deadline.Left > TimeSpan.Zero, $"{learner} never wrote a checkpoint beyond version 0.");
            await looks.WaitForNextTickAsync();
        }
    }

    /// <summary>What the learner of a run left.</summary>
    public JsonElement Summary(string learner)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, learner, "summary.json")));
        return document.RootElement.Clone();
    }

    /// <summary>What a worker process says that it has done, at its end.</summary>
    public static async Task<WorkerTotals> TotalsAsync(ProgramProcess worker)
    {
        var line = await worker.SaysAsync(
            @"^This node has sent (?<sent>[\d,]+) gradients of (?<steps>[\d,]+) steps: applied (?<applied>[\d,]+), rejected (?<rejected>[\d,]+), lost (?<lost>[\d,]+)\.$");
        return new WorkerTotals(Count("sent"), Count("steps"), Count("applied"), Count("rejected"), Count("lost"));

        long Count(string name) => ProgramProcess.Number(line, name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
            output.WriteLine($"== {process.Name}: {process.CommandLine}");
            foreach (var line in process.Lines)
                output.WriteLine(line);
        }

        foreach (var log in Directory.EnumerateFiles(Folder, "run.log", SearchOption.AllDirectories))
        {
            output.WriteLine($"== {Path.GetRelativePath(Folder, log)}");
            foreach (var line in File.ReadLines(log).TakeLast(LogLinesShown))
                output.WriteLine(line);
        }

        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>The gradients of one worker process.</summary>
internal sealed record WorkerTotals(long Sent, long Steps, long Applied, long Rejected, long Lost);

/// <summary>What the command <c>status --json</c> answers, as far as tests look at it.</summary>
internal sealed record RunStatus(
    string Run, long Term, string Phase, long Version, long EnvironmentSteps, string[] Nodes, string[] StandbysInSync, string[] Standbys)
{
    public static RunStatus Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var standbys = root.GetProperty("standbys").EnumerateArray().ToArray();
        return new RunStatus(
            root.GetProperty("run").GetString()!,
            root.GetProperty("term").GetInt64(),
            root.GetProperty("phase").GetString()!,
            root.GetProperty("version").GetInt64(),
            root.GetProperty("environmentSteps").GetInt64(),
            [.. root.GetProperty("nodes").EnumerateArray().Select(NameOf)],
            [.. standbys.Where(standby => standby.GetProperty("isInSync").GetBoolean() && standby.GetProperty("acknowledgedVersion").GetInt64() >= 0).Select(NameOf)],
            [.. standbys.Select(NameOf)]);
    }

    private static string NameOf(JsonElement node) => node.GetProperty("node").GetString()!;
}
