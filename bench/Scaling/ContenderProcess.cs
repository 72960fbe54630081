using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Hosting;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>A <see cref="Contender"/> in a process of its own, which stands still (SIGSTOP) while it is not its turn.</summary>
internal sealed class ContenderProcess : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    /// <summary>From standing still to full speed: what the other contenders left in the caches is gone.</summary>
    private static readonly TimeSpan RunUp = TimeSpan.FromMilliseconds(15);

    /// <summary>Its actors stop and its files are deleted.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private ContenderProcess(Process process) => _process = process;

    /// <summary>Environment steps per second, of each turn.</summary>
    public List<double> Rates { get; } = [];

    /// <summary>Starts it and lets it go on until everything is compiled.</summary>
    /// <param name="withActors">The trainer; else the same work without actors.</param>
    /// <param name="workers">≥ 1.</param>
    /// <param name="shape">Of a rollout.</param>
    /// <param name="evaluationInterval">Environment steps between two evaluations of the trainer.</param>
    /// <param name="warmUp">How long it goes on.</param>
    public static async Task<ContenderProcess> StartAsync(bool withActors, int workers, RolloutShape shape, long evaluationInterval, TimeSpan warmUp)
    {
        string[] arguments =
        [
            "contender", "--workers", workers.ToString(CultureInfo.InvariantCulture), "--shapes", shape.ToString(),
            "--evaluation-interval", evaluationInterval.ToString(CultureInfo.InvariantCulture), .. withActors ? (string[])[] : ["--no-actors"],
        ];
        var start = new ProcessStartInfo(ThisProgram.Words[0], [.. ThisProgram.Words.Skip(1), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var contender = new ContenderProcess(Process.Start(start) ?? throw new InvalidOperationException("The contender did not start."));
        try
        {
            contender.Count();
            await Task.Delay(warmUp, TimeProvider.System).ConfigureAwait(false);
            contender.Signal(Stop);
            return contender;
        }
        catch
        {
            contender.Dispose();
            throw;
        }
    }

    /// <summary>It is its turn, for so long.</summary>
    public async Task TakeTurnAsync(TimeSpan duration)
    {
        Signal(Continue);
        await Task.Delay(RunUp, TimeProvider.System).ConfigureAwait(false);
        var before = Count();
        await Task.Delay(duration, TimeProvider.System).ConfigureAwait(false);
        var after = Count();
        Signal(Stop);
        Rates.Add((after.Steps - before.Steps) / (after.Seconds - before.Seconds));
    }

    /// <summary>Lets it end, which it does with its input; only then are its files deleted.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            Signal(Continue);
        _process.StandardInput.Close();
        if (!_process.WaitForExit(EndTimeout))
            _process.Kill();
        _process.Dispose();
    }

    private (double Seconds, long Steps) Count()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var words = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("A contender ended before its turn was over.")).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
            throw new InvalidOperationException("A contender could not be told that it is its turn: this takes signals, as Linux has them.");
    }

    // The function and not the program: a process for each signal would take the cores from whoever has its turn.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
