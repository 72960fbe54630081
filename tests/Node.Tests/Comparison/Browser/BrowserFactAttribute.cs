namespace ActorCritic.Distributed.Node.Tests.Comparison.Browser;

/// <summary>A test in the system's Chromium; skipped, with the reason, where there is none. No browser is downloaded.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Names a Chromium that is not on the path.</summary>
    public const string Variable = "ACTORCRITIC_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    public BrowserFactAttribute() =>
        Skip = Executable is null ? $"There is no Chromium: install the package chromium, or name a browser of its kind in {Variable}." : null;

    /// <summary>Path of the browser; null if there is none.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
