using System.Runtime.CompilerServices;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>The memory of parameters that the learner gives to nodes in its own process.</summary>
public sealed class LentParametersSpecs() : LearnerActorSpecBase(serializesMessages: false)
{
    [Fact]
    public void A_node_that_releases_its_parameters_finds_later_ones_in_the_same_memory()
    {
        StartLearner();
        var node = RegisterNode();
        node.Train(baseVersion: 0);
        var second = Train(node, 1);
        Train(node, 2);
        ref readonly var memory = ref second.Values.Span[0];
        second.Values.Release();

        Assert.True(Unsafe.AreSame(in memory, in Train(node, 3).Values.Span[0]));
    }

    [Fact]
    public void Each_of_two_nodes_holds_the_same_version_for_itself()
    {
        StartLearner();
        var (first, second) = (RegisterNode("first"), RegisterNode("second"));
        first.Submit(baseVersion: 0);
        second.Submit(baseVersion: 0);
        first.ExpectPublished(1);
        first.ExpectApplied(1);
        var parameters = second.ExpectPublished(2);
        var values = parameters.Values.Span.ToArray();
        second.ExpectApplied(2);

        first.Acknowledge(1);
        first.ExpectPublished(2).Values.Release();
        first.Acknowledge(2);
        for (var version = 2; version < 5; version++)
            Train(first, version).Values.Release();

        Assert.Equal(values, parameters.Values.Span.ToArray());
    }

    /// <summary>A turn of the node.</summary>
    /// <returns>The parameters that it is given.</returns>
    private static ParameterSnapshot Train(SpecNode node, long baseVersion)
    {
        node.Submit(baseVersion);
        var parameters = node.ExpectPublished(baseVersion + 1);
        node.ExpectApplied(baseVersion + 1);
        node.Acknowledge(baseVersion + 1);
        return parameters;
    }
}
