using System.Net;
using ActorCritic.Distributed.Node.Cluster.Downing;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>The HOCON of a process that is a member of the cluster, and how its members find the learner, in one place.</summary>
internal static class ClusterHosting
{
    /// <summary>Name of the learner's actor: the singleton's manager is /user/learner, the proxy /user/learner-proxy.</summary>
    public const string LearnerName = "learner";

    // Detection: heartbeats every second, and a node counts as unreachable when they stay out for about 4 s.
    // A member that was removed shuts its actor system down, and the process starts another: see ClusterNode.
    // Whoever joins tries for as long as it takes: workers may be started before their learner.
    private const string Hocon = """
        akka {
          actor.provider = cluster
          remote.retry-gate-closed-for = 1s
          cluster {
            log-info = off
            seed-node-timeout = 2s
            retry-unsuccessful-join-after = 2s
            shutdown-after-unsuccessful-join-seed-nodes = off
            run-coordinated-shutdown-when-down = on
            failure-detector {
              heartbeat-interval = 1s
              acceptable-heartbeat-pause = 3s
            }
            singleton.hand-over-retry-interval = 500ms
          }
        }
        """;

    /// <summary>Makes the actor system a member of the cluster.</summary>
    /// <param name="membership">How the process takes part.</param>
    /// <param name="role">Its role.</param>
    /// <param name="peers">Who has talked to this process without TLS before; null for nobody.</param>
    public static AkkaConfigurationBuilder WithCluster(
        this AkkaConfigurationBuilder builder, ClusterMembership membership, string role, PlainPeers? peers = null) => builder
        .AddHocon(Hocon, HoconAddMode.Prepend)
        .AddHocon(ActiveLearnerDowning.Hocon, HoconAddMode.Prepend)
        .AddHocon(Addresses(membership, role), HoconAddMode.Prepend)
        .WithConnections(membership.Tls, peers)
        .WithActors((system, _) =>
        {
            if (role == ClusterMembership.WorkerRole)
                system.ActorOf(SpellingsActor.Props(SeedsOf(membership)), "spellings");
        });

    /// <summary>Lets the actor system talk to other nodes: Protobuf and nothing else, large messages in pieces, with TLS if certificates are given.</summary>
    public static AkkaConfigurationBuilder WithConnections(this AkkaConfigurationBuilder builder, TlsOptions? tls, PlainPeers? peers = null) => builder
        .AddHocon("akka.remote.log-remote-lifecycle-events = off", HoconAddMode.Prepend)
        .AddHocon(ProtocolConfiguration.ProtobufOnly, HoconAddMode.Prepend)
        .WithTls(tls, TimeProvider.System, peers)
        .WithActors((system, _) => system.ActorOf(CourierActor.Props(), CourierActor.ActorName));

    /// <summary>A stand-in for the learner, registered under <see cref="LearnerKey"/>, that knows where it is at present.</summary>
    /// <remarks>It keeps nothing for a learner that is not there: requests are repeated, and an old gradient is worth nothing.</remarks>
    public static AkkaConfigurationBuilder WithLearnerProxy(this AkkaConfigurationBuilder builder) =>
        builder.WithSingletonProxy<LearnerKey>(LearnerName, SingletonOptions);

    /// <summary>The learner, wherever it is: in one process of the role at a time.</summary>
    /// <param name="props">Makes the learner where it comes to be.</param>
    /// <param name="handOver">What the learner is told when another process is to take over.</param>
    public static AkkaConfigurationBuilder WithLearnerSingleton(
        this AkkaConfigurationBuilder builder, Func<ActorSystem, IActorRegistry, Props> props, object handOver)
    {
        var options = SingletonOptions;
        options.TerminationMessage = handOver;
        return builder.WithSingleton<LearnerKey>(LearnerName, (system, registry, _) => props(system, registry), options, createProxyToo: true);
    }

    private static ClusterSingletonOptions SingletonOptions => new()
    {
        Role = ClusterMembership.LearnerRole,
        BufferSize = 0,
        SingletonIdentificationInterval = TimeSpan.FromMilliseconds(500),
        LogSingletonIdentificationFailure = false,
    };

    /// <summary>The seed nodes as they were typed, and by the addresses that their names stand for.</summary>
    private static List<IReadOnlyList<Address>> SeedsOf(ClusterMembership membership)
    {
        var spellings = membership.Join.Select(address => address.Spellings(Dns.GetHostAddresses).ToList()).ToList();
        return
        [
            .. from attempt in Enumerable.Range(0, spellings.Max(spelling => spelling.Count))
               select (IReadOnlyList<Address>)[.. spellings.Select(spelling => spelling[attempt % spelling.Count].ToAkkaAddress(membership.Scheme))],
        ];
    }

    private static string Addresses(ClusterMembership membership, string role)
    {
        // A worker tries other spellings too, and nobody ever joins a worker: see SpellingsActor.
        var join = role == ClusterMembership.WorkerRole ? [] : membership.Join;
        var seeds = join.Select(address => $"\"{address.ToAkkaAddress(membership.Scheme)}\"");
        return $$"""
            akka.remote.dot-netty.tcp {
              public-hostname = "{{membership.Host}}"
              hostname = "{{membership.Bind ?? membership.Host}}"
              port = {{membership.Port}}
              # .NET takes "reuse" on Linux for leave to share the port with another process of the same user, who then gets half of the connections.
              tcp-reuse-addr = off
            }
            akka.cluster {
              roles = [{{role}}]
              seed-nodes = [{{string.Join(", ", seeds)}}]
            }
            """;
    }
}
