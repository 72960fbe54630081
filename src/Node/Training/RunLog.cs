using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// What the actors log: everything from Information on goes to run.log, warnings and errors also to the view. The terminal belongs to the
/// view, so nothing else writes to it.
/// </summary>
/// <remarks>A log that cannot be written is reported once; it must not end a run, nor the actor that happened to log something.</remarks>
internal sealed partial class RunLog : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly Action<string> _warn;
    private readonly TimeProvider _timeProvider;
    private readonly RefusedConnections _refusedConnections;
    private TextWriter? _file;

    /// <param name="open">Opens the log, once.</param>
    /// <param name="warn">Takes the first line of every warning and error.</param>
    /// <param name="timeProvider">Gives the time of each line.</param>
    public RunLog(Func<TextWriter> open, Action<string> warn, TimeProvider timeProvider)
    {
        _warn = warn;
        _timeProvider = timeProvider;
        _refusedConnections = new RefusedConnections(timeProvider);
        Attempt(() => _file = open());
    }

    /// <summary>Keeps the details of what ended the run, of which a person is told in a sentence elsewhere.</summary>
    public void Keep(Exception fault) => WriteLines(LogLevel.Critical, nameof(TrainRunner), "Training broke off.", fault);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
        {
            Attempt(() => _file?.Dispose());
            _file = null;
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        // Akka's bridge puts level, time, thread and source in front of what was said; here they have places of their own.
        if (AkkaPrefix().Match(message) is { Success: true } prefix)
            (category, message) = (prefix.Groups["source"].Value, message[prefix.Length..]);

        WriteLines(level, category, message, exception);
        if (level < LogLevel.Warning || IsOfTheTransport(category, message))
            return;
        if (!RefusedConnections.IsAbout(category, message))
            _warn(FirstLine(message));
        else if (Refused(message) is { } sentence)
            _warn(sentence);
    }

    /// <summary>
    /// Whether a source is Akka's own, below the actors of a run: while a machine is away it has something to say every second. What that
    /// means for the run is said by the run's actors.
    /// </summary>
    private static bool IsOfTheTransport(string category, string message) =>
        category.StartsWith("remoting", StringComparison.Ordinal)
        || category.Contains("/system/endpointManager", StringComparison.Ordinal)
        || category.Contains("/system/transports", StringComparison.Ordinal)
        || category.EndsWith("/system/cluster/core/daemon", StringComparison.Ordinal)
        || category.Contains("/system/cluster/core/daemon/joinSeedNodeProcess", StringComparison.Ordinal)
        || category.StartsWith("CoordinatedShutdown", StringComparison.Ordinal)

        // Whoever starts the process says it with the remedy.
        || (category.StartsWith("TcpTransport", StringComparison.Ordinal) && message.StartsWith("Failed to bind", StringComparison.Ordinal));

    private string? Refused(string message)
    {
        lock (_gate)
            return _refusedConnections.SentenceFor(message);
    }

    private void WriteLines(LogLevel level, string category, string message, Exception? exception)
    {
        lock (_gate)
        {
            Attempt(() =>
            {
                _file?.WriteLine($"{_timeProvider.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level} {category}: {message}");
                if (exception is not null)
                    _file?.WriteLine(exception);
                _file?.Flush();
            });
        }
    }

    private void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file = null;
            _warn($"Cannot write run.log ({FirstLine(exception.Message).TrimEnd('.')}); the run goes on without.");
        }
    }

    internal static string FirstLine(string text) => text.Split('\n')[0].TrimEnd('\r');

    [GeneratedRegex(@"^(?:\[[^\]]*\]){3}\[(?<source>[^\]]*)\] ")]
    private static partial Regex AkkaPrefix();

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
