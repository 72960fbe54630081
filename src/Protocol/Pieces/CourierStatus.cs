using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>Asks the courier of this process how it stands; answered with <see cref="CourierStatus"/>. It never leaves the process.</summary>
public sealed record GetCourierStatus : INoSerializationVerificationNeeded
{
    /// <summary>The only instance that is needed.</summary>
    public static GetCourierStatus Instance { get; } = new();
}

/// <summary>What a courier has done since it started.</summary>
/// <param name="Sent">Messages that another node has received whole.</param>
/// <param name="SendingLosses">Messages given up, by reason; reasons without any are left out.</param>
/// <param name="Received">Messages received whole and handed on.</param>
/// <param name="PiecesRefused">Pieces that were of no use, by outcome; outcomes without any are left out.</param>
/// <param name="Replaced">Unfinished messages that the next one of their node replaced.</param>
/// <param name="Abandoned">Unfinished messages whose pieces stopped coming.</param>
/// <param name="Waiting">Messages that wait to be sent.</param>
/// <param name="AssemblyLength">Bytes held of unfinished messages.</param>
public sealed record CourierStatus(
    long Sent,
    IReadOnlyDictionary<SendingLoss, long> SendingLosses,
    long Received,
    IReadOnlyDictionary<PieceOutcome, long> PiecesRefused,
    long Replaced,
    long Abandoned,
    int Waiting,
    long AssemblyLength) : INoSerializationVerificationNeeded;
