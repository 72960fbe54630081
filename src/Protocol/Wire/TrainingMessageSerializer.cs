using System.Collections.Frozen;
using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire.Mapping;
using Akka.Actor;
using Akka.Serialization;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>The one serializer of the project, bound to <see cref="ITrainingMessage"/> by <see cref="ProtocolConfiguration"/>.</summary>
/// <remarks>
/// Whatever is wrong with a message, on the way out or in, ends in a <see cref="SerializationException"/>: Akka.Remote then logs it and drops the one
/// message, where another exception would end the association.
/// </remarks>
public sealed class TrainingMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's number on the wire. Akka.NET keeps 0 to 100 for itself; like a manifest it never changes.</summary>
    public const int WireIdentifier = 1601;

    private static readonly MessageFormat[] s_formats =
    [
        new MessageFormat<RegisterWorkerNode, V1.RegisterWorkerNode>("rn", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<WorkerNodeAccepted, V1.WorkerNodeAccepted>("na", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<WorkerNodeRejected, V1.WorkerNodeRejected>("nr", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<PlanDeclined, V1.PlanDeclined>("pd", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<WorkerFailed, V1.WorkerFailed>("wf", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<GradientLost, V1.GradientLost>("gl", RegistrationMapping.ToWire, RegistrationMapping.FromWire),
        new MessageFormat<ParametersPublished, V1.ParametersPublished>("pp", ParametersMapping.ToWire, ParametersMapping.FromWire),
        new MessageFormat<ParametersReceived, V1.ParametersReceived>("pr", ParametersMapping.ToWire, ParametersMapping.FromWire),
        new MessageFormat<SubmitGradient, V1.SubmitGradient>("sg", GradientsMapping.ToWire, GradientsMapping.FromWire),
        new MessageFormat<GradientApplied, V1.GradientApplied>("ga", GradientsMapping.ToWire, GradientsMapping.FromWire),
        new MessageFormat<GradientRejected, V1.GradientRejected>("gr", GradientsMapping.ToWire, GradientsMapping.FromWire),
        new MessageFormat<EvaluatePolicy, V1.EvaluatePolicy>("ep", EvaluationMapping.ToWire, EvaluationMapping.FromWire),
        new MessageFormat<PolicyEvaluated, V1.PolicyEvaluated>("pe", EvaluationMapping.ToWire, EvaluationMapping.FromWire),
        new MessageFormat<EvaluationFailed, V1.EvaluationFailed>("ef", EvaluationMapping.ToWire, EvaluationMapping.FromWire),
        new MessageFormat<GetTrainingStatus, V1.GetTrainingStatus>("gs", StatusMapping.ToWire, StatusMapping.FromWire),
        new MessageFormat<TrainingStatus, V1.TrainingStatus>("ts", StatusMapping.ToWire, StatusMapping.FromWire),
        new MessageFormat<TrainingCompleted, V1.TrainingCompleted>("tc", CompletionMapping.ToWire, CompletionMapping.FromWire),
        new MessageFormat<RegisterStandby, V1.RegisterStandby>("rs", ReplicationMapping.ToWire, ReplicationMapping.FromWire),
        new MessageFormat<StandbyRejected, V1.StandbyRejected>("sr", ReplicationMapping.ToWire, ReplicationMapping.FromWire),
        new MessageFormat<LearnerStateReplicated, V1.LearnerStateReplicated>("lr", ReplicationMapping.ToWire, ReplicationMapping.FromWire),
        new MessageFormat<LearnerStateReceived, V1.LearnerStateReceived>("la", ReplicationMapping.ToWire, ReplicationMapping.FromWire),
        new MessageFormat<MessagePiece, V1.MessagePiece>("mp", PiecesMapping.ToWire, PiecesMapping.FromWire),
        new MessageFormat<MessagePieceReceived, V1.MessagePieceReceived>("mr", PiecesMapping.ToWire, PiecesMapping.FromWire),
    ];

    private static readonly FrozenDictionary<Type, MessageFormat> s_byType = s_formats.ToFrozenDictionary(format => format.MessageType);

    private static readonly FrozenDictionary<string, MessageFormat> s_byManifest = s_formats.ToFrozenDictionary(format => format.Manifest);

    /// <inheritdoc/>
    public override int Identifier => WireIdentifier;

    /// <summary>The short name of the message's type.</summary>
    /// <exception cref="SerializationException">The object is no message of this protocol.</exception>
    public override string Manifest(object o) => FormatOf(o).Manifest;

    /// <summary>The Protobuf encoding of the message.</summary>
    /// <exception cref="SerializationException">The object is no message of this protocol.</exception>
    /// <exception cref="MalformedMessageException">The message is beyond one of the <see cref="WireLimits"/>.</exception>
    public override byte[] ToBinary(object obj) => FormatOf(obj).Write((ITrainingMessage)obj);

    /// <summary>The message of these bytes, all its fields validated.</summary>
    /// <exception cref="SerializationException">The manifest is none of this protocol's.</exception>
    /// <exception cref="MalformedMessageException">The bytes are no such message, or break one of its rules.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        s_byManifest.TryGetValue(manifest ?? "", out var format) // Akka hands over null for an empty one
            ? format.Read(bytes)
            : throw new SerializationException(
                $"The manifest '{manifest}' is none of version {ProtocolVersion.Current} of the training protocol, which knows " +
                $"{string.Join(", ", s_byManifest.Keys.Order())}; the sender probably runs another version.");

    private static MessageFormat FormatOf(object message) =>
        s_byType.TryGetValue(message.GetType(), out var format)
            ? format
            : throw new SerializationException(
                $"{message.GetType()} is no message of the training protocol; give it a message in actorcritic.proto, a mapping and a manifest.");
}
