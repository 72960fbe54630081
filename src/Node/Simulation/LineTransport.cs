using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Tells an actor system on which line it is.</summary>
internal sealed class LineSetup(Line line) : Setup
{
    /// <summary>The HOCON that puts the lines between the actor systems and the network.</summary>
    public static string Hocon { get; } = $$"""
        akka.remote {
          adapters.line = "{{typeof(LineTransportProvider).FullName}},{{typeof(LineTransportProvider).Assembly.GetName().Name}}"
          dot-netty.tcp.applied-adapters = [line]
        }
        """;

    /// <summary>Akka's name of a transport with lines.</summary>
    public static string Scheme { get; } = $"akka.{LineTransport.SchemeIdentifierOfLines}.tcp";

    /// <summary>The line.</summary>
    public Line Line => line;
}

/// <summary>Made by Akka.Remote by its name in the configuration.</summary>
public sealed class LineTransportProvider : ITransportAdapterProvider
{
    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var setup = system.Settings.Setup.Get<LineSetup>();
        return new LineTransport(wrappedTransport, setup.HasValue ? setup.Value.Line : new Line());
    }
}

/// <summary>
/// A transport whose messages all pass the line of their node, whoever the other side is. Akka's own throttling adapter knows no delay, and has to be told
/// the address of every other node on both sides; a node that starts again has another.
/// </summary>
internal sealed class LineTransport(Transport wrapped, Line line) : AbstractTransportAdapter(wrapped), IAssociationEventListener
{
    /// <summary>What the adapter adds to the scheme of an address.</summary>
    public const string SchemeIdentifierOfLines = "line";

    /// <summary>Brings whoever is told of connections; of none before <see cref="InterceptListen"/>.</summary>
    private Task<IAssociationEventListener> _listening = new TaskCompletionSource<IAssociationEventListener>().Task;

    /// <inheritdoc/>
    protected override SchemeAugmenter SchemeAugmenter { get; } = new(SchemeIdentifierOfLines);

    /// <inheritdoc/>
    /// <remarks>
    /// The port is open a moment before Akka listens. Who connects in that moment, as whoever asks again and again for a process that starts anew does, waits for
    /// it: without that the connection would stand, with nobody at its other end, until the handshake's fifteen seconds are over.
    /// </remarks>
    public void Notify(IAssociationEvent ev)
    {
        var passed = ev is InboundAssociation inbound ? new InboundAssociation(new LineHandle(inbound.Association, line, SchemeAugmenter)) : ev;
        _ = _listening.ContinueWith(
            listener => listener.Result.Notify(passed),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }

    /// <inheritdoc/>
    protected override Task<IAssociationEventListener> InterceptListen(Address listenAddress, Task<IAssociationEventListener> listenerTask)
    {
        // Not to be waited for here: Akka gives its listener once this has returned.
        _listening = listenerTask;
        return Task.FromResult<IAssociationEventListener>(this);
    }

    /// <inheritdoc/>
    protected override void InterceptAssociate(Address remoteAddress, TaskCompletionSource<AssociationHandle> statusPromise)
    {
        _ = AssociateAsync();

        async Task AssociateAsync()
        {
            try
            {
                statusPromise.SetResult(new LineHandle(await WrappedTransport.Associate(remoteAddress).ConfigureAwait(false), line, SchemeAugmenter));
            }
            catch (Exception exception)
            {
                // It belongs to whoever asked for the connection.
                statusPromise.SetException(exception);
            }
        }
    }

    /// <summary>One connection.</summary>
    private sealed class LineHandle : AssociationHandle, IHandleEventListener
    {
        private readonly AssociationHandle _wrapped;
        private readonly LineGate<ByteString> _outbound;
        private readonly LineGate<IHandleEvent> _inbound;
        private volatile IHandleEventListener? _reader;

        public LineHandle(AssociationHandle wrapped, Line line, SchemeAugmenter scheme)
            : base(scheme.AugmentScheme(wrapped.LocalAddress), scheme.AugmentScheme(wrapped.RemoteAddress))
        {
            _wrapped = wrapped;
            _outbound = new LineGate<ByteString>(line, wrapped.Write, TimeProvider.System);
            _inbound = new LineGate<IHandleEvent>(line, Deliver, TimeProvider.System);
            ReadHandlerSource.Task.ContinueWith(
                reader =>
                {
                    _reader = reader.Result;
                    wrapped.ReadHandlerSource.SetResult(this);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }

        public override bool Write(ByteString payload) => _outbound.Pass(payload);

        /// <summary>That a connection has closed is known at once, on the node's own side: the operating system says so.</summary>
        public void Notify(IHandleEvent ev)
        {
            if (ev is InboundPayload)
            {
                _inbound.Pass(ev);
                return;
            }

            Close();
            Deliver(ev);
        }

        [Obsolete("Akka calls the one that gives a reason, which calls this.")]
        public override void Disassociate()
        {
            Close();
            _wrapped.Disassociate();
        }

        private bool Deliver(IHandleEvent ev)
        {
            _reader?.Notify(ev);
            return true;
        }

        private void Close()
        {
            _outbound.Dispose();
            _inbound.Dispose();
        }
    }
}
