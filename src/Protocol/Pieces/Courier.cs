using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>How an actor sends a message that may be too large for one frame of the transport.</summary>
/// <remarks>
/// Between two actors Akka keeps the order of messages; a large one leaves this order, because small ones sent after it may arrive before.
/// </remarks>
public sealed class Courier : IExtension
{
    private volatile IActorRef? _actor;

    internal Courier()
    {
    }

    /// <summary>The courier of an ActorSystem. It carries nothing itself; that is for the <see cref="CourierActor"/>, where one runs.</summary>
    public static Courier For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<Courier, CourierProvider>();
    }

    /// <summary>
    /// Sends a message: directly if the target is in this process or if the message fits one frame, else in pieces. Where no
    /// <see cref="CourierActor"/> runs, always directly.
    /// </summary>
    /// <param name="sender">Whom the target sees as the sender; <see cref="ActorRefs.NoSender"/> for none.</param>
    /// <param name="behind">
    /// A message that was sent to the target just before and must not be overtaken by this one, which then takes the same way; null for none.
    /// </param>
    public void Tell(IActorRef target, ITrainingMessage message, IActorRef? sender, ITrainingMessage? behind = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(message);
        if (_actor is not { } actor || target is not IActorRefScope { IsLocal: false })
        {
            target.Tell(message, sender);
            return;
        }

        var length = MessageSize.UpperBound(message);
        if (length <= WireLimits.PieceLength && (behind is null || MessageSize.UpperBound(behind) <= WireLimits.PieceLength))
            target.Tell(message, sender);
        else
            actor.Tell(new CourierActor.Dispatch(target, message, length, sender), sender);
    }

    /// <summary>From now on this actor carries what is too large.</summary>
    internal void Register(IActorRef actor) => _actor = actor;

    /// <summary>The actor has stopped.</summary>
    internal void Unregister() => _actor = null;
}

/// <summary>Makes the one <see cref="Courier"/> of an ActorSystem.</summary>
public sealed class CourierProvider : ExtensionIdProvider<Courier>
{
    /// <inheritdoc/>
    public override Courier CreateExtension(ExtendedActorSystem system) => new();
}
