using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Cluster.Tests.Nodes;

/// <summary>Two and three nodes in one process, with real connections over loopback.</summary>
public sealed class LoopbackSpecs(ITestOutputHelper output) : IAsyncLifetime
{
    private const long Soon = 60_000;
    private const long Never = 1_000_000_000;

    private readonly LoopbackCluster _cluster = new(output);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Worker_nodes_train_for_a_learner_elsewhere_until_the_environment_is_solved()
    {
        var learner = await _cluster.LearnerAsync("learner", Soon);
        LoopbackNode[] workers = [await _cluster.WorkerAsync("worker 1", learner), await _cluster.WorkerAsync("worker 2", learner)];

        var end = await learner.Facts.FirstAsync<RunCompleted>();

        Assert.Equal(TrainingOutcome.Solved, end.Outcome);
        var applied = 0L;
        foreach (var worker in workers)
        {
            Assert.Equal(TrainingOutcome.Solved, (await worker.Facts.FirstAsync<NodeCompleted>()).Outcome);
            var totals = worker.Facts.All.OfType<NodeProgressed>().Last();
            Assert.Equal(totals.Submitted, totals.Applied + totals.Rejected + totals.Lost);
            applied += totals.Applied;
        }

        // The learner answers everything that it applies before it says that the run is over.
        Assert.Equal(end.Status.Version, applied);
        Assert.Equal(end.Status.Version, end.Status.StalenessHistogram.Sum());
    }

    [Fact]
    public async Task A_worker_node_that_dies_is_forgotten_and_training_goes_on()
    {
        var learner = await _cluster.LearnerAsync("learner", Never);
        var survivor = await _cluster.WorkerAsync("survivor", learner);
        var victim = await _cluster.WorkerAsync("victim", learner);
        await learner.StatusAsync("both train", status => status.Nodes.Count(node => node.AcknowledgedVersion > 0) == 2);

        await victim.KillAsync();

        var after = await learner.StatusAsync("one node is left", status => status.Nodes is [{ Node: "survivor" }]);
        await learner.StatusAsync("training goes on", status => status.Version > after.Version);
        Assert.Single(survivor.Facts.All.OfType<NodeAccepted>());
    }

    [Fact]
    public async Task A_worker_node_that_leaves_is_forgotten_and_one_that_comes_takes_part()
    {
        var learner = await _cluster.LearnerAsync("learner", Never);
        var leaver = await _cluster.WorkerAsync("leaver", learner);
        await leaver.Facts.FirstAsync<NodeAccepted>();

        await leaver.LeaveAsync();
        await learner.StatusAsync("no node is left", status => status.Nodes.Count == 0);
        var late = await _cluster.WorkerAsync("late", learner);

        // The index of a worker that has left is never given again.
        var accepted = await late.Facts.FirstAsync<NodeAccepted>();
        Assert.Equal(1, accepted.Registration.FirstWorker);
        await learner.StatusAsync("it trains", status => status.Nodes is [{ Node: "late" } node] && node.AcknowledgedVersion > accepted.Registration.Parameters.Version);
    }

    [Fact]
    public async Task A_worker_node_that_was_started_first_finds_its_learner()
    {
        var port = FreePort.Next();
        var worker = await _cluster.WorkerAsync("worker", [new NodeAddress("127.0.0.1", port)]);

        var learner = await _cluster.LearnerAsync("learner", Never, port);

        Assert.Equal(1, (await worker.Facts.FirstAsync<NodeAccepted>()).Registration.Term);
        await learner.StatusAsync("it trains", status => status.Version > 0);
    }

    [Fact]
    public async Task A_learner_that_leaves_hands_over_without_losing_a_version()
    {
        var first = await _cluster.LearnerAsync("first", Soon);
        var second = await _cluster.LearnerAsync("second", Soon, port: 0, first);
        await first.StatusAsync("a process stands by", status => status.Standbys is [{ Node: "second", IsInSync: true }]);
        var worker = await _cluster.WorkerAsync("worker", first, second);
        await first.StatusAsync("it trains", status => status.Version > 0);

        await first.LeaveAsync();

        // The worker has counted what the first learner applied; the answer to its last gradient may have been lost.
        var again = await worker.Facts.FirstAsync<NodeAccepted>(accepted => accepted.Registration.Term == 2);
        var inFirstTerm = worker.Facts.All.TakeWhile(fact => fact is not LearnerLost).OfType<NodeProgressed>().Last();
        Assert.InRange(again.Registration.Parameters.Version, inFirstTerm.Applied, inFirstTerm.Applied + inFirstTerm.Lost);
        Assert.Equal(TrainingOutcome.Solved, (await second.Facts.FirstAsync<RunCompleted>()).Outcome);
        Assert.Equal(TrainingOutcome.Solved, (await worker.Facts.FirstAsync<NodeCompleted>()).Outcome);
    }

    [Fact]
    public async Task A_standby_takes_over_from_a_learner_that_dies_and_nobody_listens_to_the_old_term_any_more()
    {
        var first = await _cluster.LearnerAsync("first", Never);
        var second = await _cluster.LearnerAsync("second", Never, port: 0, first);
        await first.StatusAsync("a process stands by", status => status.Standbys is [{ Node: "second", IsInSync: true }]);
        var worker = await _cluster.WorkerAsync("worker", first, second);
        var before = await first.StatusAsync("it trains", status => status.Version > LoopbackCluster.ReplicateEvery);

        await first.KillAsync();

        var again = await worker.Facts.FirstAsync<NodeAccepted>(accepted => accepted.Registration.Term == 2);
        Assert.InRange(again.Registration.Parameters.Version, before.Version - LoopbackCluster.ReplicateEvery, long.MaxValue);

        // What the first learner, or a node that still believes in it, says now.
        await using var stranger = await _cluster.StrangerAsync();
        var old = worker.Facts.All.OfType<NodeAccepted>().First().Registration;
        var submitted = new SubmitGradient(
            old.Run, old.Term, "worker", again.Registration.FirstWorker, Sequence: long.MaxValue, again.Registration.Parameters.Version,
            again.Registration.Parameters.Version, old.Plan.LayoutFingerprint, old.Parameters.Values, new RolloutReport(64, [], 0, 0, 0, 0, 0));
        var answer = await stranger.System.ActorSelection(again.Learner.Path.ToStringWithAddress(Akka.Actor.Address.Parse($"akka.tcp://actorcritic@{second.Address}")))
            .Ask<GradientRejected>(submitted, NodeFacts.Patience);
        Assert.Equal(GradientRejectionReason.OtherTerm, answer.Reason);

        var node = stranger.System.ActorSelection($"akka.tcp://actorcritic@{worker.Address}/user/worker-node");
        node.Tell(new TrainingCompleted(old.Run, old.Term, TrainingOutcome.Stopped, "An old learner's last word."));
        node.Tell(new ParametersPublished(old.Run, old.Term, old.Parameters with { Version = long.MaxValue / 2 }));
        var at = await second.StatusAsync("it trains", status => status.Nodes is [{ Node: "worker" } busy] && busy.AcknowledgedVersion > again.Registration.Parameters.Version);
        await second.StatusAsync("it still trains", status => status.Version > at.Version + 100 && status.Version < long.MaxValue / 4);
        Assert.Empty(worker.Facts.All.OfType<NodeCompleted>());
    }

    [Fact]
    public async Task A_node_of_another_version_of_the_protocol_is_told_what_differs()
    {
        var learner = await _cluster.LearnerAsync("learner", Never);
        await learner.StatusAsync("it waits for workers", status => status.Phase == TrainingPhase.AwaitingWorkers);
        await using var stranger = await _cluster.StrangerAsync();

        var answer = await stranger.System.ActorSelection($"akka.tcp://actorcritic@{learner.Address}/user/learner-proxy")
            .Ask<WorkerNodeRejected>(new RegisterWorkerNode(ProtocolVersion.Current + 1, "newer", WorkerCount: 1), NodeFacts.Patience);

        Assert.Equal(WorkerNodeRejectionReason.ProtocolVersion, answer.Reason);
        Assert.Equal(
            $"The node speaks version {ProtocolVersion.Current + 1} of the protocol and the learner version {ProtocolVersion.Current}; run the same release on both.",
            answer.Explanation);
        await learner.StatusAsync("nobody takes part", status => status.Nodes.Count == 0);
    }
}
