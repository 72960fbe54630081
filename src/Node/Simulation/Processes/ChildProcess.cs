using System.ComponentModel;
using System.Diagnostics;
using ActorCritic.Distributed.Node.Hosting;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>A process of this very program, started for a simulation: its output in a file, its lines told as they come. It ends when this process does.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int WordsKept = 5;

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly Queue<string> _lastErrors = new();
    private int? _exitCode;

    private ChildProcess(ProcessStartInfo start, TextWriter log, Action<string> heard)
    {
        _log = log;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, heard, isError: false);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, heard, isError: true);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it was killed here.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Whether it has ended, for whatever reason.</summary>
    public bool IsOver => ExitCode is not null;

    /// <summary>Its exit code; null while it lives.</summary>
    public int? ExitCode => _exitCode ?? (_process.HasExited ? _process.ExitCode : null);

    /// <summary>The last lines of its error stream.</summary>
    public IReadOnlyList<string> LastErrors
    {
        get
        {
            lock (_gate)
                return [.. _lastErrors];
        }
    }

    /// <summary>Starts this program with other arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="log">Takes every line that it writes; closed with this object.</param>
    /// <param name="heard">Is told every line of its output, from another thread.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, TextWriter log, Action<string> heard)
    {
        var start = ParentWatch.StartOf(ThisProgram.Words, arguments);
        start.Environment[SimulatedProcess.Variable] = "1";
        return new ChildProcess(start, log, heard);
    }

    /// <summary>SIGKILL: it can do nothing about it, also while it is stopped.</summary>
    public void Kill()
    {
        WasKilled = true;
        try
        {
            _process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>SIGSTOP: it stands still, and its sockets stay open.</summary>
    public void Pause() => Signal("-STOP");

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal("-CONT");

    /// <summary>SIGTERM: it is asked to leave.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>Tells it to do something to itself.</summary>
    public void Tell(FaultOrder order)
    {
        try
        {
            _process.StandardInput.WriteLine(order);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It is gone, and with it whom the order concerned.
        }
    }

    /// <summary>Ends it if it lives.</summary>
    public void Dispose()
    {
        if (_exitCode is not null)
            return;
        if (!IsOver)
            Kill();
        _process.WaitForExit();
        _exitCode = _process.ExitCode;
        _process.Dispose();
        _log.Dispose();
    }

    private void Signal(string signal)
    {
        if (IsOver)
            return;
        using var kill = Process.Start("kill", [signal, FormattableString.Invariant($"{_process.Id}")]);
        kill.WaitForExit();
    }

    private void Take(string? line, Action<string> heard, bool isError)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _log.WriteLine(line);
            if (isError)
                _lastErrors.Enqueue(line);
            if (_lastErrors.Count > WordsKept)
                _lastErrors.Dequeue();
        }

        heard(line);
    }
}
