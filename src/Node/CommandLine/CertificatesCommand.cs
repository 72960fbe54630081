using System.CommandLine;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic certificates create</c>: certificates by which the nodes of a cluster know each other.</summary>
internal sealed class CertificatesCommand
{
    private const int DefaultDays = 365;

    private readonly CommandLineSurroundings _surroundings;

    private readonly CommandOption _authority = new(
        "--authority", OptionFormat.Path, "folder of the authority; a new authority is made if the folder has none");

    private readonly CommandOption _node = new(
        "--node", OptionFormat.Name, "name of the node, and of its files; letters, digits, '-', '_' and '.'");

    private readonly CommandOption _days = new(
        "--days",
        OptionFormat.Of(typeof(int), new HyperparameterAttribute("days for which the certificate is valid") { Minimum = 1, Maximum = 3650 }),
        "days for which the certificate is valid")
    {
        Default = FormattableString.Invariant($"{DefaultDays}"),
    };

    private readonly CommandOption _hosts = new(
        "--host", OptionFormat.Host, "name or address of the node's machine, for programs that compare it; may be repeated")
    {
        IsRepeatable = true,
    };

    private readonly CommandOption _force = new(
        "--force", OptionFormat.Truth, "replace the node's certificate and key; the authority is never replaced", OptionValue.None);

    private CertificatesCommand(CommandLineSurroundings surroundings) => _surroundings = surroundings;

    private IEnumerable<CommandOption> Options => [_authority, _node, _days, _hosts, _force];

    public static Command Create(CommandLineSurroundings surroundings, HelpPages helpPages)
    {
        var certificates = new CertificatesCommand(surroundings);
        var create = new OptionCommand("create", "Make a certificate for a node, and the authority if there is none.", certificates.Options, (parsed, _) => certificates.CreateAsync(parsed));
        helpPages.Add(create, _ => certificates.CreateHelp(create));

        var command = new Command("certificates", "Make the certificates by which the nodes of a cluster know each other.") { create };
        command.SetAction(parsed =>
        {
            helpPages.Write(parsed, surroundings.Errors);
            return ExitCodes.Usage;
        });
        helpPages.Add(command, _ => new HelpPage(
            command.Description!,
            "actorcritic certificates create [options]",
            [
                new HelpSection("Commands", [new HelpRow(create.Name, create.Description!)]),
                new HelpSection("Examples", Examples),
            ]));
        return command;
    }

    private static IReadOnlyList<HelpRow> Examples { get; } =
    [
        new HelpRow("actorcritic certificates create --authority tls --node learner", "the authority and the learner's certificate"),
        new HelpRow("actorcritic certificates create --authority tls --node worker-1", "one more node of the same authority"),
    ];

    private HelpPage CreateHelp(Command create) => new(
        create.Description!,
        "actorcritic certificates create --authority FOLDER --node NAME [options]",
        [
            new HelpSection("Options", [.. Options.Select(option => TrainHelp.Row(option, option.Default))]),
            new HelpSection("Examples", Examples),
        ],
        "A node needs three files: NAME.pem, NAME.key and authority.pem. Keep authority.key where no node runs: whoever has it can let anybody in.");

    private Task<int> CreateAsync(ParseResult parsed)
    {
        var faults = new List<string>();
        var words = CommandWords.Read(parsed, maximumArguments: 0, name => ParseFaults.Nearest(name, Options), faults);
        var (path, node) = (words.ValueOf(_authority) as string, words.ValueOf(_node) as string);
        var hosts = words.ValuesOf(_hosts).Cast<string>().ToArray();
        if (path is null && !WasTyped(parsed, _authority))
            faults.Add("--authority is missing: give the folder of the authority, new or used before.");
        if (node is null && !WasTyped(parsed, _node))
            faults.Add("--node is missing: give the node a name, such as learner or worker-1.");
        if (node is not null && NodeNameFault(node) is { } nodeFault)
            faults.Add(nodeFault);
        if (faults.Count > 0)
            return _surroundings.RefuseAsync(faults);

        try
        {
            return CreateAsync(new CertificateFolder(path!), node!, hosts, words.ValueOf(_days) as int? ?? DefaultDays, words.Has(_force));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return _surroundings.FailAsync([$"The certificates cannot be written to '{path}': {exception.Message}"]);
        }
    }

    private Task<int> CreateAsync(CertificateFolder folder, string node, string[] hosts, int days, bool force)
    {
        if (!force && folder.FilesOf(node) is { Count: > 0 } files)
        {
            var there = string.Join(" and ", files.Select(file => $"'{file}'"));
            return _surroundings.RefuseAsync([$"There is {there} already: give another --node, or --force to replace the certificate and its key."]);
        }

        var now = _surroundings.TimeProvider.GetUtcNow();
        if (!folder.TryOpenAuthority(now, out var authority, out var made, out var fault))
            return _surroundings.FailAsync([fault]);
        using (authority)
        {
            var end = CertificateRules.End(authority.Certificate);
            var left = (int)Math.Floor((end - now).TotalDays);
            if (days > left)
            {
                return _surroundings.RefuseAsync(
                [
                    FormattableString.Invariant($"--days {days} is longer than the authority itself is valid ({CertificateRules.Shown(end)}): ")
                    + FormattableString.Invariant($"give at most {left}, or make a new authority in another folder."),
                ]);
            }

            var (certificatePem, keyPem) = authority.Issue(node, hosts, now, TimeSpan.FromDays(days));
            folder.WriteNode(node, certificatePem, keyPem, overwrite: force);
            Report(folder, node, authority, made, now.AddDays(days));
            return Task.FromResult(ExitCodes.Success);
        }
    }

    private void Report(CertificateFolder folder, string node, CertificateAuthority authority, bool made, DateTimeOffset end)
    {
        var output = _surroundings.Output;
        var authorityEnd = CertificateRules.Shown(CertificateRules.End(authority.Certificate));
        output.WriteLine($"{(made ? "made" : "used")} the authority {folder.AuthorityCertificate} "
            + $"(fingerprint {CertificateRules.Fingerprint(authority.Certificate)}, valid until {authorityEnd})");
        if (made)
            output.WriteLine($"made its private key {folder.AuthorityKey}: no node needs it, and whoever has it can let anybody in");
        output.WriteLine($"made {folder.CertificateOf(node)} and {folder.KeyOf(node)} (valid until {CertificateRules.Shown(end)})");
        output.WriteLine($"start the node with --tls-cert {CommandText.Quoted(folder.CertificateOf(node))} "
            + $"--tls-key {CommandText.Quoted(folder.KeyOf(node))} --tls-ca {CommandText.Quoted(folder.AuthorityCertificate)}");
    }

    private static bool WasTyped(ParseResult parsed, CommandOption option) => parsed.Tokens.Any(token => token.Value == option.Name);

    /// <summary>What is wrong with a node's name: it becomes a name of files, of a certificate and of a host.</summary>
    private static string? NodeNameFault(string node)
    {
        if (node.Equals(CertificateFolder.AuthorityName, StringComparison.OrdinalIgnoreCase))
            return $"--node must not be '{node}': the authority's own files have that name.";
        var valid = node.Length <= 63 && char.IsAsciiLetterOrDigit(node[0]) && char.IsAsciiLetterOrDigit(node[^1])
            && node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            && !node.Contains("..", StringComparison.Ordinal);
        return valid ? null
            : $"--node is '{OptionFormat.Shown(node)}'; it must be 1 … 63 letters, digits, '-', '_' or single dots, and begin and end with a letter or digit.";
    }
}
