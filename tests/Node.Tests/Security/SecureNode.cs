using ActorCritic.Distributed.Node.Security;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorCritic.Distributed.Node.Tests.Security;

/// <summary>An actor system with Akka.Remote on a socket of its own, which answers what it is told.</summary>
internal sealed class SecureNode : IAsyncDisposable
{
    /// <summary>How long a test waits for evidence before it gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SecureNode(ActorSystem system, LogRecord log, EchoActor.Guests guests) => (System, Log, Guests) = (system, log, guests);

    public ActorSystem System { get; }

    public LogRecord Log { get; }

    /// <summary>The systems that have got a message through to this one.</summary>
    public EchoActor.Guests Guests { get; }

    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    /// <summary>A node with certificates that nobody has looked at; null for a node without TLS.</summary>
    public static SecureNode Start(string name, PeerCheck? check)
    {
        var log = new LogRecord();
        var hocon = $$"""
            akka.actor.provider = remote
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            akka.remote.retry-gate-closed-for = 500 ms
            {{LogRecord.Hocon}}
            {{(check is null ? "" : TlsTransport.Hocon)}}
            """;
        Setup[] setups =
        [
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(hocon)), log, .. check is null ? [] : TlsTransport.CreateSetups(check),
        ];
        var system = ActorSystem.Create(name, ActorSystemSetup.Create(setups));
        if (check is null)
            system.ActorOf(TlsHintActor.Props(new PlainPeers()));
        var guests = new EchoActor.Guests();
        system.ActorOf(Props.Create(() => new EchoActor(guests)), "echo");
        return new SecureNode(system, log, guests);
    }

    /// <summary>Says something to another node that nobody need answer.</summary>
    public void Tell(Address other, string text) => System.ActorSelection($"{other}/user/echo").Tell($"{System.Name}: {text}");

    /// <summary>Asks another node until it answers.</summary>
    public async Task ExchangeAsync(SecureNode other, string text)
    {
        var answer = await System.ActorSelection($"{other.Address}/user/echo").Ask<string>($"{System.Name}: {text}", Patience);
        Assert.Equal($"{System.Name}: {text}", answer);
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    /// <summary>Answers with what it is told, and remembers who told it.</summary>
    internal sealed class EchoActor : ReceiveActor
    {
        public EchoActor(Guests guests) => Receive<string>(text =>
        {
            guests.Add(text.Split(':')[0]);
            Sender.Tell(text);
        });

        internal sealed class Guests
        {
            private readonly Lock _lock = new();
            private readonly HashSet<string> _names = [];

            public string[] Names
            {
                get
                {
                    lock (_lock)
                        return [.. _names.Order()];
                }
            }

            public void Add(string name)
            {
                lock (_lock)
                    _names.Add(name);
            }
        }
    }
}
