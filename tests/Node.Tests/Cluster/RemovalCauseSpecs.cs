using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Cluster.Downing;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class RemovalCauseSpecs : TestKit
{
    private readonly RemovalCause _cause = new();

    [Fact]
    public void Whoever_is_taken_out_by_the_others_is_told_why() =>
        Assert.Equal("This node was removed from the cluster, because the others could not reach it; it joins again.", _cause.Sentence);

    [Fact]
    public void Whoever_leaves_of_its_own_accord_has_said_why_and_is_not_told_another_reason()
    {
        var watcher = Sys.ActorOf(_cause.Watcher());
        AwaitHandled(watcher);

        Sys.EventStream.Publish(OwnDeparture.Instance);

        AwaitHandled(watcher);
        Assert.Null(_cause.Sentence);
    }

    private void AwaitHandled(IActorRef actor)
    {
        actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
    }
}
