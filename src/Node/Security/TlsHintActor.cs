using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>
/// Says on a node without TLS why it does not get into a cluster that uses it. All that such a node sees is that the connection is closed
/// before anything was said, and that is all that Akka's own log would tell.
/// </summary>
internal sealed class TlsHintActor : ReceiveActor
{
    /// <param name="peers">Keeps who has talked to this process: to whom an ordinary cut of the network may happen.</param>
    public static Props Props(PlainPeers peers) => Akka.Actor.Props.Create(() => new TlsHintActor(peers));

    private readonly ILoggingAdapter _log = Context.GetLogger();

    // The addresses that this node has dialed, each named once.
    private readonly HashSet<Address> _named = [];
    private readonly PlainPeers _peers;

    public TlsHintActor(PlainPeers peers)
    {
        _peers = peers;
        Receive<AssociationErrorEvent>(OnAssociationError);
        Receive<AssociatedEvent>(associated => _peers.Add(associated.RemoteAddress));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociatedEvent));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnAssociationError(AssociationErrorEvent error)
    {
        if (error.IsInbound || _peers.Contains(error.RemoteAddress) || Hint(error.RemoteAddress, error.Cause) is not { } hint || !_named.Add(error.RemoteAddress))
            return;
        _log.Warning("{0}", hint);
    }

    /// <summary>What the failure of a connection without TLS most likely means; null if it means something else.</summary>
    internal static string? Hint(Address remote, Exception cause)
    {
        // Where nobody listens there is an exception of the socket; where somebody listens and hangs up there is none.
        for (var exception = cause; exception is not null; exception = exception.InnerException)
        {
            if (exception.Message.Contains("disassociated", StringComparison.OrdinalIgnoreCase))
            {
                return $"{remote.Host}:{remote.Port} closed the connection before it said anything. Most likely it accepts only nodes with TLS: "
                    + "give this node --tls-cert, --tls-key and --tls-ca with a certificate of that cluster's authority.";
            }
        }

        return null;
    }
}
