using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire.Mapping;
using Google.Protobuf;

namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>The learner's state as bytes, for files: the same encoding that it has on its way to standbys.</summary>
public static class LearnerStateEncoding
{
    /// <summary>The Protobuf encoding of the state.</summary>
    /// <exception cref="MalformedMessageException">The state is beyond one of the <see cref="WireLimits"/>.</exception>
    public static byte[] Write(LearnerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return LearnerStateMapping.ToWire(state).ToByteArray();
    }

    /// <summary>The state of these bytes, all its fields validated.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no such state, or break one of its rules.</exception>
    public static LearnerState Read(ReadOnlySpan<byte> bytes) =>
        LearnerStateMapping.FromWire(WireBytes<V1.LearnerState>.Read(bytes, nameof(LearnerState)));
}
