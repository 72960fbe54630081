using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;

namespace ActorCritic.Distributed.Workers;

/// <summary>What a node brings along for its workers and its evaluator; everything else comes with the plan.</summary>
/// <param name="Catalogue">The environments that this node knows.</param>
/// <param name="CreateNetworkOf">Makes a network of the given shape, the backend's choice.</param>
public sealed record WorkerToolbox(EnvironmentCatalogue Catalogue, Func<NetworkOptions, IPolicyNetwork> CreateNetworkOf)
{
    /// <summary>Why this node cannot carry out a plan, in one sentence; null if it can.</summary>
    internal string? FaultIn(TrainingPlan plan)
    {
        try
        {
            var layout = ParameterLayout.Of(plan.Network.ToNetworkOptions(Catalogue.Find(plan.Environment)));
            _ = plan.ToRolloutWorkerOptions();
            return FaultIn(layout, plan);
        }
        catch (Exception exception) when (exception is ArgumentException or UnknownEnvironmentException)
        {
            return exception.InOneLine(withType: false);
        }
    }

    /// <summary>The network of a plan.</summary>
    /// <exception cref="ArgumentException">This node has no such environment, or its network would have another parameter layout than the learner's.</exception>
    internal IPolicyNetwork CreateNetwork(TrainingPlan plan)
    {
        var network = CreateNetworkOf(plan.Network.ToNetworkOptions(Catalogue.Find(plan.Environment)));
        if (FaultIn(network.Layout, plan) is not { } fault)
            return network;
        network.Dispose();
        throw new ArgumentException(fault);
    }

    private static string? FaultIn(ParameterLayout layout, TrainingPlan plan) => layout.Fingerprint == plan.LayoutFingerprint
        ? null
        : $"This node's parameter layout for {plan.Environment} has the fingerprint {layout.Fingerprint:x16}, the learner's {plan.LayoutFingerprint:x16}: " +
          "the two were built from different versions of the program or of the environment.";
}
