using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class WorkerObserverActorSpecs : TestKit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly StringWriter _output = new();
    private readonly TaskCompletionSource<NodeCompleted?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<NodeProgressed> _progressed = [];
    private readonly IActorRef _observer;

    public WorkerObserverActorSpecs() => _observer = Sys.ActorOf(
        WorkerObserverActor.Props(new WorkerNodeView(TextWriter.Synchronized(_output), quiet: false, TimeProvider.System), _progressed.Add, _completion));

    [Fact]
    public async Task The_nodes_last_fact_is_the_end()
    {
        var completed = new NodeCompleted(TrainingOutcome.Solved, "Solved.");

        _observer.Tell(NodeProgressed.Start);
        _observer.Tell(completed);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
        Assert.Equal([NodeProgressed.Start], _progressed);
    }

    [Fact]
    public async Task A_learner_that_is_lost_or_refuses_is_no_end()
    {
        _observer.Tell(new LearnerLost("It is gone."));
        _observer.Tell(new NodeRejected("It is full."));
        await _observer.Ask<ActorIdentity>(new Identify(null), Timeout);

        Assert.False(_completion.Task.IsCompleted);

        // What became of it is in the log, whose warnings a person sees: twice would be once too often.
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task A_node_that_stops_without_a_last_word_is_a_fault()
    {
        var node = CreateTestProbe();
        _observer.Tell(new WorkerObserverActor.Watch(node));

        Sys.Stop(node);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => _completion.Task.WaitAsync(Timeout));
        Assert.Equal("the worker node stopped before the run was over", fault.Message);
    }

    [Fact]
    public async Task A_node_that_says_its_last_word_and_stops_has_ended()
    {
        var node = CreateTestProbe();
        var completed = new NodeCompleted(TrainingOutcome.Failed, "It failed.");
        _observer.Tell(new WorkerObserverActor.Watch(node));

        _observer.Tell(completed);
        Sys.Stop(node);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
    }
}
