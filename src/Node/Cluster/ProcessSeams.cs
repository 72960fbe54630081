using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Where a process of the cluster lets others look in and interfere. Left as it is for a process of its own; a simulation, which holds several in one, uses it.
/// </summary>
internal sealed record ProcessSeams
{
    /// <summary>A process of its own.</summary>
    public static ProcessSeams None { get; } = new();

    /// <summary>Name of the node, the ordinal of its actor system's start from 0 given.</summary>
    public Func<int, string> NameOf { get; init; } = NodeName.Of;

    /// <summary>Adds to the composition of each of its actor systems; what it configures wins.</summary>
    public Action<AkkaConfigurationBuilder> Compose { get; init; } = _ => { };

    /// <summary>Whether <see cref="Compose"/> puts a line between the process and the network, which changes Akka's name of the transport.</summary>
    public bool HasLine { get; init; }

    /// <summary>Puts something of its own around each network of its workers and its evaluator.</summary>
    public Func<IPolicyNetwork, IPolicyNetwork> AroundNetwork { get; init; } = network => network;

    /// <summary>What a person sees, if it is not the process's own affair.</summary>
    public ITrainingView? View { get; init; }

    /// <summary>Sees the decisions of its learners.</summary>
    public IRunWitness? Witness { get; init; }

    /// <summary>Is told what its worker node has done, the node's name given.</summary>
    public Action<string, NodeProgressed> Progressed { get; init; } = (_, _) => { };

    /// <summary>Cancelled when the process is gone as if it had been killed: its actor system is not started again.</summary>
    public CancellationToken Killed { get; init; }
}
