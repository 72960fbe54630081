using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Registration;

public sealed class WorkerNodeRegistrySpecs
{
    private readonly WorkerNodeRegistry _nodes = new(maxNodes: 3, maxWorkers: 10);

    [Fact]
    public void Workers_are_numbered_in_the_order_of_registration()
    {
        Assert.Equal(new WorkerNode("a", 0, 2), Accept("a", 2));
        Assert.Equal(new WorkerNode("b", 2, 3), Accept("b", 3));
        Assert.Equal(5, _nodes.WorkerCount);
    }

    [Fact]
    public void A_node_that_asks_again_gets_the_same_indices()
    {
        var first = Accept("a", 2);
        Accept("b", 3);

        var again = Assert.IsType<RegistrationDecision.Accepted>(Register("a", 2));

        Assert.Equal(first, again.Node);
        Assert.False(again.IsNew);
        Assert.Equal(5, _nodes.WorkerCount);
    }

    [Fact]
    public void A_worker_belongs_to_its_own_node_only()
    {
        Accept("a", 2);
        Accept("b", 3);

        Assert.True(_nodes.Has("a", 1));
        Assert.False(_nodes.Has("a", 2));
        Assert.True(_nodes.Has("b", 2));
        Assert.True(_nodes.Has("b", 4));
        Assert.False(_nodes.Has("b", 5));
        Assert.False(_nodes.Has("b", 1));
        Assert.False(_nodes.Has("b", -1));
        Assert.False(_nodes.Has("c", 0));
    }

    [Fact]
    public void An_index_is_never_given_to_another_worker()
    {
        Accept("a", 2);
        Assert.True(_nodes.Forget("a", out _));

        Assert.Equal(0, _nodes.WorkerCount);
        Assert.False(_nodes.Has("a", 0));
        Assert.Equal(new WorkerNode("a", 2, 2), Accept("a", 2));
        Assert.Equal(new WorkerNode("b", 4, 1), Accept("b", 1));
    }

    [Fact]
    public void Who_is_not_registered_cannot_be_forgotten() => Assert.False(_nodes.Forget("a", out _));

    [Fact]
    public void A_node_may_offer_no_other_number_of_workers_under_the_same_name()
    {
        Accept("a", 2);

        AssertRejected(Register("a", 3), WorkerNodeRejectionReason.InvalidRequest, "registered with 2 workers and now offers 3");
    }

    [Fact]
    public void Another_version_of_the_protocol_is_turned_away() =>
        AssertRejected(
            _nodes.Register(new RegisterWorkerNode(ProtocolVersion.Current + 1, "a", 1)),
            WorkerNodeRejectionReason.ProtocolVersion,
            $"version {ProtocolVersion.Current + 1} of the protocol");

    [Theory]
    [InlineData("", 1, "name")]
    [InlineData("  ", 1, "name")]
    [InlineData("a", 0, "0 workers")]
    [InlineData("a", -1, "-1 workers")]
    public void A_senseless_request_is_turned_away(string name, int workers, string value) =>
        AssertRejected(Register(name, workers), WorkerNodeRejectionReason.InvalidRequest, value);

    [Fact]
    public void A_name_beyond_the_limit_is_turned_away()
    {
        AssertRejected(Register(new string('x', LearnerOptions.MaximumNameLength + 1), 1), WorkerNodeRejectionReason.InvalidRequest, "256");
        Accept(new string('x', LearnerOptions.MaximumNameLength), 1);
    }

    [Fact]
    public void There_is_a_limit_on_nodes()
    {
        Accept("a", 1);
        Accept("b", 1);
        Accept("c", 1);

        AssertRejected(Register("d", 1), WorkerNodeRejectionReason.Full, "3 of at most 3 nodes");
        Assert.IsType<RegistrationDecision.Accepted>(Register("c", 1));
        _nodes.Forget("a", out _);
        Accept("d", 1);
    }

    [Fact]
    public void There_is_a_limit_on_workers()
    {
        Accept("a", 8);

        AssertRejected(Register("b", 3), WorkerNodeRejectionReason.Full, "8 of at most 10 workers");
        AssertRejected(Register("b", int.MaxValue), WorkerNodeRejectionReason.Full, "8 of at most 10 workers");
        Accept("b", 2);
    }

    private RegistrationDecision Register(string name, int workers) => _nodes.Register(SampleRun.Registration(name, workers));

    private WorkerNode Accept(string name, int workers)
    {
        var accepted = Assert.IsType<RegistrationDecision.Accepted>(Register(name, workers));
        Assert.True(accepted.IsNew);
        return accepted.Node;
    }

    private static void AssertRejected(RegistrationDecision decision, WorkerNodeRejectionReason reason, string value)
    {
        var rejected = Assert.IsType<RegistrationDecision.Rejected>(decision);
        Assert.Equal(reason, rejected.Reason);
        Assert.Contains(value, rejected.Explanation, StringComparison.Ordinal);
    }
}
