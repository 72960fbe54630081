using System.Diagnostics;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>One run of the trainer in a process of its own, as a person starts it. It ends when this process does.</summary>
internal sealed class TrainProcess : IDisposable
{
    private readonly Process _process;
    private readonly RunFolder _folder;
    private readonly TimeProvider _timeProvider;
    private readonly DateTimeOffset _started;

    private TrainProcess(Process process, RunFolder folder, TimeProvider timeProvider, DateTimeOffset started)
    {
        _process = process;
        _folder = folder;
        _timeProvider = timeProvider;
        _started = started;
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

    /// <summary>The metrics of the run, once there are some.</summary>
    public string MetricsFile => _folder.MetricsFile;

    /// <summary>Starts the program with a run folder of its own, which Dispose deletes.</summary>
    /// <param name="program">The words that start it.</param>
    /// <param name="command"><c>train</c>, or another command that trains.</param>
    /// <param name="options">What follows it.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="errors">Takes the lines of its error stream, from another thread.</param>
    public static TrainProcess Start(
        IReadOnlyList<string> program, string command, IEnumerable<string> options, TimeProvider timeProvider, Action<string> errors)
    {
        var path = Path.Combine(Path.GetTempPath(), "actorcritic-bench", Path.GetRandomFileName());
        var start = ParentWatch.StartOf(program, [command, "--out", path, "--quiet", .. options]);
        var started = timeProvider.GetUtcNow();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program[0]} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                errors(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new TrainProcess(process, RunFolder.At(path), timeProvider, started);
    }

    /// <summary>Waits for the end of the process, and no longer than so long.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool WaitForExit(TimeSpan timeout) => _process.WaitForExit(timeout);

    /// <summary>Waits for the end of the run.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    /// <exception cref="InvalidOperationException">The run left no summary.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<TrainResult> FinishAsync(TimeSpan timeout, CancellationToken cancellation = default)
    {
        using var deadline = new CancellationTokenSource(timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"The trainer did not end within {timeout.TotalSeconds:F0} s."));
        }

        var wall = (_timeProvider.GetUtcNow() - _started).TotalSeconds;
        if (!File.Exists(_folder.SummaryFile))
            throw new InvalidOperationException($"The trainer ended with exit code {_process.ExitCode} and without a summary.");
        var summary = RunSummary.Load(_folder.SummaryFile);
        double? toSolved = summary.SolvedAt is { } solved
            ? (summary.StartedAt - _started).TotalSeconds + solved.WallSeconds
            : null;
        return new TrainResult(summary, wall, toSolved);
    }

    /// <summary>Ends it if it lives, and deletes its folder.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        if (Directory.Exists(_folder.Path))
            Directory.Delete(_folder.Path, recursive: true);
    }
}

/// <param name="Summary">What the run says of itself.</param>
/// <param name="ProcessSeconds">From the start of the process to its end, all files written.</param>
/// <param name="SecondsToSolved">From the start of the process to the confirmation that the environment is solved; null if it was not.</param>
internal sealed record TrainResult(RunSummary Summary, double ProcessSeconds, double? SecondsToSolved);
