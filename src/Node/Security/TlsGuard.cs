using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Hands the check to <see cref="TlsGuardProvider"/>, which Akka makes by its name.</summary>
internal sealed class TlsGuardSetup(PeerCheck check) : Setup
{
    public PeerCheck Check => check;
}

/// <summary>Puts the guard into Akka.Remote's chain of transports, under the name that <see cref="TlsTransport.Hocon"/> gives it.</summary>
internal sealed class TlsGuardProvider : ITransportAdapterProvider
{
    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system)
    {
        var setup = system.Settings.Setup.Get<TlsGuardSetup>();
        return setup.HasValue
            ? new TlsGuard(wrappedTransport, system, setup.Value.Check)
            : throw new InvalidOperationException("TLS is enabled without certificates: add the setups of TlsTransport.CreateSetups to the actor system.");
    }
}

/// <summary>Stands between Akka and the sockets, and lets no fault of a node that is dialed become this node's own.</summary>
/// <remarks>
/// If the TLS handshake of a connection that it has dialed fails, Akka.Remote 1.5.74 shuts the whole actor system down
/// (TcpHandlers.UserEventTriggered). A learner dials its workers again whenever a connection breaks; a worker that is paused, runs without
/// TLS by now or has an expired certificate would thus end the learner. The guard therefore tries the handshake on a connection of its own
/// first, and Akka dials only who has passed. Between the two an attacker could take the place of the node: then <see cref="PeerCheck"/>
/// lets the handshake finish, and the connection is cut here before anything has been said on it. The guard adds nothing to the addresses.
/// </remarks>
internal sealed class TlsGuard : Transport
{
    private readonly Transport _wrapped;
    private readonly PeerCheck _check;
    private readonly TlsTrial _trial;
    private readonly ILoggingAdapter _log;

    // One dialing at a time for each address, so that a refusal belongs to the connection that is cut. The addresses are those of
    // nodes that have been in the cluster, or that a person has named.
    private readonly ConcurrentDictionary<Address, SemaphoreSlim> _turns = new();
    private readonly ConcurrentDictionary<Address, string> _reported = new();

    public TlsGuard(Transport wrapped, ExtendedActorSystem system, PeerCheck check)
    {
        (_wrapped, _check, _trial) = (wrapped, check, new TlsTrial(check));
        System = system;
        Config = wrapped.Config;
        _log = Logging.GetLogger(system, typeof(TlsGuard));
        check.IsGuarded = true;
        if (check.OwnFault() is { } fault)
            _log.Warning("{0}", fault);
    }

    /// <inheritdoc/>
    public override string SchemeIdentifier
    {
        get => _wrapped.SchemeIdentifier;
        protected set => throw new NotSupportedException("The guard has the scheme of the transport it guards.");
    }

    /// <inheritdoc/>
    public override long MaximumPayloadBytes
    {
        get => _wrapped.MaximumPayloadBytes;
        protected set => throw new NotSupportedException("The guard has the limit of the transport it guards.");
    }

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _wrapped.Listen();

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => _wrapped.IsResponsibleFor(remote);

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => _wrapped.Shutdown();

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => _wrapped.ManagementCommand(message);

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        ArgumentNullException.ThrowIfNull(remoteAddress);
        var turn = _turns.GetOrAdd(remoteAddress, _ => new SemaphoreSlim(1));
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (await _trial.FindFaultAsync(remoteAddress.Host, remoteAddress.Port ?? 0).ConfigureAwait(false) is { } fault)
                throw Refused(remoteAddress, fault);

            var dialed = remoteAddress.ToString();
            _check.Forget(dialed);
            var handle = await _wrapped.Associate(remoteAddress).ConfigureAwait(false);
            if (_check.RefusalOf(dialed) is { } refusal)
            {
                handle.Disassociate(refusal, _log);
                throw Refused(remoteAddress, refusal);
            }

            _reported.TryRemove(remoteAddress, out _);
            return handle;
        }
        finally
        {
            turn.Release();
        }
    }

    private InvalidAssociationException Refused(Address remote, string fault)
    {
        // Akka dials again and again; the same sentence is worth saying once.
        var known = _reported.TryGetValue(remote, out var reported) && reported == fault;
        _reported[remote] = fault;
        if (!known)
            _log.Warning("{0}", fault);
        return new InvalidAssociationException(fault);
    }
}
