using System.Text.RegularExpressions;
using ActorCritic.Distributed.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Networks;

/// <summary>What becomes of a run when the network between its hosts is cut, and healed.</summary>
public sealed class CutLinkSpecs(ITestOutputHelper output) : IDisposable
{
    private const int FirstLearner = 1;
    private const int SecondLearner = 2;
    private const int FirstWorker = 3;
    private const int SecondWorker = 4;
    private const int Port = 4053;

    private readonly ProgramProcesses _processes = new(output);
    private readonly NetworkNamespaces _network = new();

    public void Dispose()
    {
        // The processes first: a namespace lives as long as a process is in it.
        _processes.Dispose();
        _network.Dispose();
    }

    [NamespaceFact]
    public async Task The_run_goes_on_without_whoever_is_cut_off_and_with_it_again_when_the_link_is_healed()
    {
        string[] learners = [_network.Add(FirstLearner), _network.Add(SecondLearner)];
        var (firstAddress, secondAddress) = ($"{learners[0]}:{Port}", $"{learners[1]}:{Port}");
        var first = Start("first", FirstLearner, ["learner", "--host", learners[0], "--out", "first", "--replicate-every", "50", .. ProgramProcesses.Endless]);
        await ProgramProcesses.AddressAsync(first);
        var second = Start("second", SecondLearner, ["learner", "--host", learners[1], "--out", "second", "--join", firstAddress, "--replicate-every", "50"]);
        var worker = Start("worker 1", FirstWorker, WorkerAt(_network.Add(FirstWorker)));
        var other = Start("worker 2", SecondWorker, WorkerAt(_network.Add(SecondWorker)));
        foreach (var process in new[] { worker, other })
            await process.SaysAsync("^Takes part in first-[0-9a-f]{6} .* term 1, version ");
        await StatusAsync(FirstLearner, firstAddress, "all four take part", IsWhole(term: 1));

        // Whoever is cut off says so before the link is healed: it has not lived on beside the others. The second learner is across for each of them.
        var leaves = $@"^warning: This node is cut off from the side that lives on \(.*{Regex.Escape(secondAddress)}.*\), so it leaves the cluster and joins again\.$";

        // The active learner is cut off: the standby, on whose side the workers are, takes over.
        _network.Cut(FirstLearner);
        await second.SaysAsync("^The learner of first-[0-9a-f]{6} is in this process now: .* in term 2");
        foreach (var process in new[] { worker, other })
            await process.SaysAsync("^Takes part in first-[0-9a-f]{6} .* term 2, version ");
        var afterTakeover = await StatusAsync(SecondLearner, secondAddress, "both workers follow", status => status is { Term: 2, Nodes.Length: 2 });
        await GoesOnAsync(afterTakeover);
        await first.SaysAsync(leaves);

        // Healed, the old learner stands by for the new one.
        _network.Heal(FirstLearner);
        var healed = await StatusAsync(SecondLearner, secondAddress, "the first learner stands by", IsWhole(term: 2));
        await GoesOnAsync(healed);

        // A worker is cut off: training goes on with the other.
        _network.Cut(SecondWorker);
        var alone = await StatusAsync(SecondLearner, secondAddress, "one worker node is left", status => status is { Term: 2, Nodes.Length: 1 });
        await GoesOnAsync(alone);
        await other.SaysAsync(leaves);

        // Healed, it takes part again.
        _network.Heal(SecondWorker);
        await GoesOnAsync(await StatusAsync(SecondLearner, secondAddress, "the worker is back", IsWhole(term: 2)));

        string[] WorkerAt(string host) => ["worker", "--host", host, "--workers", "1", "--join", $"{firstAddress},{secondAddress}"];
    }

    private static Func<RunStatus, bool> IsWhole(long term) =>
        status => status.Term == term && status.Nodes.Length == 2 && status.StandbysInSync.Length == 1;

    private ProgramProcess Start(string name, int host, string[] arguments) => _processes.Start(name, arguments, _network.On(host));

    private Task<RunStatus> StatusAsync(int host, string address, string expectation, Func<RunStatus, bool> accept) =>
        _processes.StatusAsync(address, expectation, accept, _network.On(host));

    private Task<RunStatus> GoesOnAsync(RunStatus before) =>
        StatusAsync(SecondLearner, $"10.231.7.{SecondLearner}:{Port}", "training goes on", status => status.Term == before.Term && status.Version > before.Version);
}
