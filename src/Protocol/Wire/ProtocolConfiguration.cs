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

    /// <summary>
    /// <see cref="Default"/>, and <see cref="RefusingSerializer"/> in the place of every serializer that could carry other objects: for processes that
    /// talk to others. To be put before Akka's own configuration, as an application's always is.
    /// </summary>
    /// <remarks>
    /// Refused are JSON (1, which is Akka's choice for every type that has no serializer), foreign Protobuf messages, which name a type of the receiver to
    /// be loaded (2), Props of actors that the receiver shall create (3), and bare bytes (4). Strings and integers (17) stay, because Akka's singleton
    /// proxy looks for the singleton with one; so do the serializers of Akka's own messages.
    /// </remarks>
    public static Config ProtobufOnly { get; } = ConfigurationFactory.ParseString(string.Concat(new (string Name, int Identifier, string Refused)[]
    {
        ("json", 1, "JSON"),
        ("proto", 2, "Protobuf messages of another schema"),
        ("daemon-create", 3, "remote deployment of actors"),
        ("bytes", 4, "bare bytes"),
    }.Select(replaced =>
        $$"""
        akka.actor {
          serializers.{{replaced.Name}} = "{{NameOf(typeof(RefusingSerializer))}}"
          serialization-settings.{{replaced.Name}} {
            refused-identifier = {{replaced.Identifier}}
            refused-name = "{{replaced.Refused}}"
          }
        }

        """))).WithFallback(Default);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
