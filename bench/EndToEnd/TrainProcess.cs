using System.Diagnostics;
using System.Globalization;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Benchmarks.EndToEnd;

/// <summary>One run of the trainer in a process of its own.</summary>
internal sealed class TrainProcess : IDisposable
{
    private readonly Process _process;
    private readonly RunFolder _folder;
    private readonly DateTimeOffset _started;

    private TrainProcess(Process process, RunFolder folder, DateTimeOffset started)
    {
        _started = started;
        _process = process;
        _folder = folder;
    }

    /// <summary>Resident memory of the running process, in bytes; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    public string MetricsFile => _folder.MetricsFile;

    /// <summary>Starts <c>actorcritic train</c>, or another command that trains, with a run folder of its own, which Dispose deletes.</summary>
    public static TrainProcess Start(string command, IEnumerable<string> options)
    {
        var path = Path.Combine(Path.GetTempPath(), "actorcritic-bench", Path.GetRandomFileName());
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "actorcritic.dll"), command, "--out", path, "--quiet", .. options];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var started = TimeProvider.System.GetUtcNow();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The trainer did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                Console.Error.WriteLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new TrainProcess(process, RunFolder.At(path), started);
    }

    public bool WaitForExit(TimeSpan timeout) => _process.WaitForExit(timeout);

    /// <summary>Waits for the end of the run.</summary>
    public TrainResult Finish(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
        {
            _process.Kill();
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"The trainer did not end within {timeout.TotalSeconds:F0} s."));
        }

        var wall = (TimeProvider.System.GetUtcNow() - _started).TotalSeconds;
        if (!File.Exists(_folder.SummaryFile))
            throw new InvalidOperationException($"The trainer ended with exit code {_process.ExitCode} and without a summary.");
        var summary = RunSummary.Load(_folder.SummaryFile);
        double? toSolved = summary.SolvedAt is { } solved
            ? (summary.StartedAt - _started).TotalSeconds + solved.WallSeconds
            : null;
        return new TrainResult(summary, wall, toSolved);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        if (Directory.Exists(_folder.Path))
            Directory.Delete(_folder.Path, recursive: true);
    }
}

/// <param name="Summary">What the run says of itself.</param>
/// <param name="ProcessSeconds">From the start of the process to its end, all files written.</param>
/// <param name="SecondsToSolved">From the start of the process to the confirmation that the environment is solved.</param>
internal sealed record TrainResult(RunSummary Summary, double ProcessSeconds, double? SecondsToSolved);
