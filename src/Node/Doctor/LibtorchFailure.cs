using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>Finds in an exception the true reason why libtorch does not load.</summary>
/// <remarks>
/// .NET reports every place it looked in, a line each, and most of these lines only say that nothing was there. The reason is the line
/// about the file that was found: a version its dependencies do not have, a dependency that is missing, a file that is damaged.
/// </remarks>
internal static partial class LibtorchFailure
{
    private const string Reinstall = "install the program again, or delete its output folder and build again";
    private const string VisualCppDownload = "https://aka.ms/vs/17/release/vc_redist.x64.exe";

    /// <summary>The reason and what to do about it.</summary>
    public static (string Reason, string Remedy) Explain(Exception failure)
    {
        Exception cause = failure is TypeInitializationException { InnerException: { } inner } ? inner : failure;
        string[] lines = [.. cause.Message.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (cause is not DllNotFoundException)
            return ($"{cause.GetType().Name}: {lines.FirstOrDefault()}", Reinstall);
        if (cause.Message.StartsWith("Unable to load DLL", StringComparison.Ordinal))
            return (lines[0], $"install the Visual C++ redistributable from {VisualCppDownload}; if that is there, {Reinstall}");

        string? reason = lines.Skip(1).FirstOrDefault(line => !MissingCandidate().IsMatch(line));
        if (reason is null)
            return ("TorchSharp's native library is not beside the program", Reinstall);
        if (MissingVersion().Match(reason) is { Success: true } version)
            return (DescribeMissing(version), RemedyFor(version.Groups["version"].Value));
        if (MissingDependency().Match(reason) is { Success: true } missing)
            return ($"{missing.Groups["file"].Value} is missing", $"{Reinstall}; if it is a library of the system, install its package");
        return (reason, Reinstall);
    }

    private static string DescribeMissing(Match version)
    {
        string user = Path.GetFileName(version.Groups["user"].Value);
        string library = Path.GetFileName(version.Groups["library"].Value);
        return $"{user} asks for {version.Groups["version"].Value}, which this system's {library} does not have";
    }

    /// <summary>The build can do without one version (docs/decisions/0001-glibcxx-compatibility.md); any other needs a newer system.</summary>
    private static string RemedyFor(string version) =>
        version == $"GLIBCXX_3.4.{MachineChecks.RequestedGlibcxxRevision}"
            ? "build the program on this machine, publish it with -p:WeakenGlibcxxRequirement=true, or use Debian 13, Ubuntu 24.04 or newer"
            : "use Debian 12, Ubuntu 22.04 or newer";

    [GeneratedRegex(@"LibTorchSharp[^/]*: cannot open shared object file")]
    private static partial Regex MissingCandidate();

    [GeneratedRegex(@"^(?<library>[^:]+): version `(?<version>[^']+)' not found \(required by (?<user>[^)]+)\)")]
    private static partial Regex MissingVersion();

    [GeneratedRegex(@"^(?<file>[^:]+): cannot open shared object file: No such file or directory")]
    private static partial Regex MissingDependency();
}
