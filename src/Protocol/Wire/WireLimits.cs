namespace ActorCritic.Distributed.Protocol.Wire;

/// <summary>What a message may hold at most. A message beyond a limit is refused with a <see cref="MalformedMessageException"/>.</summary>
/// <remarks>
/// The limits catch nonsense, not large runs. The transport has a limit of its own on the bytes of one message, 128,000 unless configured
/// (akka.remote.dot-netty.tcp.maximum-frame-size); what is larger travels in pieces, see <see cref="Pieces.CourierActor"/>.
/// </remarks>
public static class WireLimits
{
    /// <summary>Elements of a vector: 64 Mi, 256 MiB of float32.</summary>
    public const int VectorLength = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes of a message that travel in one frame of the transport. The frame holds as much again as a quarter of it, for the paths of the actors and the
    /// envelope.
    /// </summary>
    public const int PieceLength = 96_000;

    /// <summary>Bytes of a message that travels in pieces: 1 GiB, the parameters of a learner's state and two vectors of its optimizer with room to spare.</summary>
    public const int MessageLength = 1024 * 1024 * 1024;

    /// <summary>UTF-16 characters of an identifier, a name or a text. Longer explanations and causes are cut when they are sent.</summary>
    public const int TextLength = 1024;

    /// <summary>UTF-16 characters of a whole document, such as the plan of a run: 64 Ki.</summary>
    public const int DocumentLength = 64 * 1024;

    /// <summary>Items of a list: episodes of a rollout, nodes of a run, workers of a node, buckets of a histogram.</summary>
    public const int ListLength = 100_000;

    /// <summary>Hidden layers of a network.</summary>
    public const int HiddenLayers = 100;

    /// <summary>Units of one hidden layer: 64 Ki.</summary>
    public const int LayerWidth = 64 * 1024;

    /// <summary>Environments per worker, and likewise time steps of a rollout: 64 Ki each.</summary>
    public const int RolloutDimension = 64 * 1024;

    /// <summary>Gradients that one worker may have in flight.</summary>
    public const int GradientsInFlight = 64;
}
