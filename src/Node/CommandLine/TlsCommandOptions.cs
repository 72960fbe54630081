using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The options of every command that talks to other nodes: the files for TLS.</summary>
internal sealed class TlsCommandOptions
{
    public CommandOption Certificate { get; } = new(
        "--tls-cert", OptionFormat.Path, "this node's certificate (PEM), made by actorcritic certificates create; turns TLS on");

    public CommandOption Key { get; } = new("--tls-key", OptionFormat.Path, "the private key of --tls-cert (PEM)");

    public CommandOption Authority { get; } = new(
        "--tls-ca", OptionFormat.Path, "certificate of the authority (PEM); only nodes with a certificate of it are let in");

    /// <summary>All of them.</summary>
    public IEnumerable<CommandOption> All => [Certificate, Key, Authority];

    /// <summary>The files of a command line.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="now">The time at which the certificate is to be valid.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    /// <returns>The files; null if none is given, for no TLS.</returns>
    public TlsOptions? Read(CommandWords words, DateTimeOffset now, ICollection<string> faults)
    {
        var options = new TlsOptions
        {
            CertificateFile = words.ValueOf(Certificate) as string,
            KeyFile = words.ValueOf(Key) as string,
            AuthorityFile = words.ValueOf(Authority) as string,
        };
        if (options == new TlsOptions())
            return null;
        foreach (var violation in options.Violations(now))
            faults.Add(violation);
        return options;
    }
}
