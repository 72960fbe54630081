using System.Collections.Concurrent;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>
/// A worker node in the test's own process, run as the command runs it. A worker process keeps to itself whom it finds unreachable; of this one the test
/// hears it, and by the gossip of the cluster what the other nodes find.
/// </summary>
internal sealed class OwnWorker : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _unreachable = new();
    private readonly StringWriter _lines = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly ITestOutputHelper _output;
    private readonly Task<int> _run;
    private volatile NodeProgressed _newest = NodeProgressed.Start;

    private OwnWorker(string learner, ITestOutputHelper output)
    {
        _output = output;
        Assert.True(NodeAddress.TryParse(learner, out var address));
        var lines = TextWriter.Synchronized(_lines);
        var seams = new ProcessSeams
        {
            Progressed = (_, progress) => _newest = progress,
            Compose = akka => akka.WithActors((system, _) => system.ActorOf(Props.Create(() => new ListenerActor(_unreachable)), "unreachable-members")),
        };
        var request = new WorkerRequest { Membership = new ClusterMembership { Host = "127.0.0.1", Join = [address] }, Workers = 1 };
        _run = new WorkerRunner(EnvironmentCatalogue.CreateDefault(), lines, lines, TimeProvider.System) { Seams = seams }.RunAsync(request, _leave.Token);
    }

    /// <summary>The members that were marked as unreachable while they were up, by whom is not known.</summary>
    public IReadOnlyCollection<string> Unreachable => _unreachable;

    /// <summary>What it has done.</summary>
    public WorkerTotals Totals => new(_newest.Submitted, _newest.EnvironmentSteps, _newest.Applied, _newest.Rejected, _newest.Lost);

    /// <summary>Starts a node with one worker.</summary>
    /// <param name="learner">Where its learner listens.</param>
    /// <param name="output">Takes, in the end, what it has said.</param>
    public static OwnWorker Start(string learner, ITestOutputHelper output) => new(learner, output);

    /// <summary>Waits until the run is over.</summary>
    /// <returns>What the process would exit with.</returns>
    public Task<int> ExitCodeAsync() => _run.WaitAsync(ProgramProcess.Patience, "The worker node of the test did not end");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        await _run.WaitAsync(ProgramProcess.Patience);
        _leave.Dispose();
        _output.WriteLine("== the test's own worker");
        _output.WriteLine(_lines.ToString());
    }

    /// <summary>Hears who becomes unreachable. One state.</summary>
    private sealed class ListenerActor : ReceiveActor
    {
        private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

        // Whoever leaves may be gone before everybody has heard of it.
        public ListenerActor(ConcurrentQueue<string> unreachable) => Receive<ClusterEvent.UnreachableMember>(
            mark => unreachable.Enqueue(mark.Member.Address.ToString()), mark => mark.Member.Status == MemberStatus.Up);

        protected override void PreStart() => _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember));

        protected override void PostStop() => _cluster.Unsubscribe(Self);
    }
}
