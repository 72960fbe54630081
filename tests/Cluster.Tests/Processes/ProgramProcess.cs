using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>One process of the program, as a person would start it: its lines as they come, and its end. It never outlives the test.</summary>
internal sealed class ProgramProcess : IDisposable
{
    /// <summary>How long anything may take on a machine that has other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const string ProgramFile = "actorcritic.dll";

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        CommandLine = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(word => word.EndsWith(ProgramFile, StringComparison.Ordinal) ? "actorcritic" : word));
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, received) => Add(received.Data);
        _process.ErrorDataReceived += (_, received) => Add(received.Data is { } line ? $"[stderr] {line}" : null);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the test calls it.</summary>
    public string Name { get; }

    /// <summary>What the first worker node of the process is called in the cluster.</summary>
    public string Node => FormattableString.Invariant($"{Environment.MachineName}/{_process.Id}");

    /// <summary>As it was started.</summary>
    public string CommandLine { get; }

    /// <summary>Everything it has written so far; lines of the error stream are marked.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Starts the program.</summary>
    /// <param name="name">What to call it in a message.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="within">Words before the program, such as "ip netns exec NAME"; they must replace themselves by it, for it is ended by its id.</param>
    public static ProgramProcess Start(string name, string folder, IEnumerable<string> arguments, params string[] within)
    {
        string[] words = [.. within, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, ProgramFile), .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new ProgramProcess(name, start);
    }

    /// <summary>Waits until it has written a line that matches; lines that are there already count.</summary>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="accept">What else must hold of the match; null for nothing.</param>
    public async Task<Match> SaysAsync(string pattern, Func<Match, bool>? accept = null)
    {
        var expected = new Regex(pattern);
        var deadline = Deadline.After(Patience);
        for (var next = 0; ; next++)
        {
            Task changed;
            lock (_gate)
            {
                for (; next < _lines.Count; next++)
                {
                    if (expected.Match(_lines[next]) is { Success: true } match && accept?.Invoke(match) != false)
                        return match;
                }

                changed = _changed.Task;
                next--;
            }

            // What it says last may come after its end has been noticed.
            if (_process.HasExited)
                await _process.WaitForExitAsync().WaitAsync(deadline.Left);
            if (_process.HasExited && !changed.IsCompleted)
                Assert.Fail($"{Name} ended with exit code {_process.ExitCode} and never said '{pattern}'.");
            await Task.WhenAny(changed, _process.WaitForExitAsync()).WaitAsync(deadline.Left, $"{Name} did not say '{pattern}'");
        }
    }

    /// <summary>Waits until it says that its run stands at a version, or beyond.</summary>
    /// <returns>What it says.</returns>
    public async Task<long> ReachesVersionAsync(long version) =>
        Number(await SaysAsync(@"version (?<version>[\d,]+), staleness", line => Number(line, "version") >= version), "version");

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline.After(Patience).Left, $"{Name} did not end");
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: it can neither notice nor do anything about it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM: it is asked to leave.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{_process.Id}")]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>A number of a line as the program writes it.</summary>
    public static long Number(Match match, string group) =>
        long.Parse(match.Groups[group].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _lines.Add(line);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
