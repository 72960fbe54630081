using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The options with which a process takes its place in the cluster.</summary>
internal sealed class ClusterCommandOptions
{
    private readonly int _defaultPort;

    /// <param name="defaultPort">Port unless told otherwise, 0 for any that is free.</param>
    /// <param name="join">What joining means for the command.</param>
    public ClusterCommandOptions(int defaultPort, string join)
    {
        _defaultPort = defaultPort;
        Port = new CommandOption(
            "--port",
            OptionFormat.Of(typeof(int), new HyperparameterAttribute("TCP port") { Minimum = 0, Maximum = 65_535 }),
            "TCP port to listen on; 0 for any that is free")
        {
            Default = FormattableString.Invariant($"{defaultPort}"),
        };
        Join = new CommandOption("--join", new NodeAddressListFormat(), join);
    }

    public CommandOption Port { get; }

    public CommandOption Join { get; }

    public CommandOption Host { get; } = new(
        "--host", OptionFormat.Host, "name or address under which the other nodes reach this one; they must use the same spelling")
    {
        Default = "this machine's address in its network",
    };

    public CommandOption Bind { get; } = new("--bind", OptionFormat.Host, "address to listen on, such as 0.0.0.0 inside a container")
    {
        Default = "the one of --host",
    };

    public TlsCommandOptions Tls { get; } = new();

    /// <summary>All of them.</summary>
    public IEnumerable<CommandOption> All => [Port, Join, Host, Bind, .. Tls.All];

    /// <summary>How the process takes part; worth nothing if there are faults.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="now">The time at which certificates are to be valid.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    public ClusterMembership Read(CommandWords words, DateTimeOffset now, ICollection<string> faults)
    {
        var join = words.ValueOf(Join) as IReadOnlyList<NodeAddress> ?? [];
        return new ClusterMembership
        {
            Host = words.ValueOf(Host) as string ?? LocalAddress.Towards(join is [var first, ..] ? first.Host : null),
            Bind = words.ValueOf(Bind) as string,
            Port = words.ValueOf(Port) as int? ?? _defaultPort,
            Join = [.. join.Distinct()],
            Tls = Tls.Read(words, now, faults),
        };
    }

    /// <summary>Says what it means to listen without TLS where others can reach the port.</summary>
    public static async Task WarnAsync(ClusterMembership membership, TextWriter errors)
    {
        if (membership.Tls is null && ListeningWarning.WithoutTls(membership.Bind ?? membership.Host) is { } warning)
            await errors.WriteLineAsync(warning).ConfigureAwait(false);
    }
}
