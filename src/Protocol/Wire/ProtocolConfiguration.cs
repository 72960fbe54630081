using ActorCritic.Distributed.Protocol.Messages;
using Akka.Configuration;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>What an ActorSystem must be configured with to speak the protocol.</summary>
public static class ProtocolConfiguration
{
    /// <summary>Binds <see cref="TrainingMessageSerializer"/> to <see cref="ITrainingMessage"/> and so to every training message.</summary>
    public static Config Default { get; } = ConfigurationFactory.ParseString(
        $$"""
        akka.actor {
          serializers.training = "{{NameOf(typeof(TrainingMessageSerializer))}}"
          serialization-bindings { "{{NameOf(typeof(ITrainingMessage))}}" = training }
        }
        """);

    /// <summary>
    /// <see cref="Default"/>, and every message between two actors of one process is written and read as between two machines. For specs: a message
    /// that cannot travel then never arrives, and the fault is published as an Error on the event stream.
    /// </summary>
    /// <remarks>
    /// Actors' private messages take Akka's JSON way then; those that hold vectors or references should implement
    /// <see cref="Akka.Actor.INoSerializationVerificationNeeded"/>, since they never leave the process.
    /// </remarks>
    public static Config SerializingEveryMessage { get; } =
        ConfigurationFactory.ParseString("akka.actor.serialize-messages = on").WithFallback(Default);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
