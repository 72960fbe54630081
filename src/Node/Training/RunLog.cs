using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>
/// What the actors log: everything from Information on goes to run.log, warnings and errors also to the view. The terminal belongs to the view, so nothing
/// else writes to it.
/// </summary>
internal sealed partial class RunLog(TextWriter file, Action<string> warn, TimeProvider timeProvider) : ILoggerProvider
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
            file.Dispose();
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        // Akka's bridge puts level, time, thread and source in front of what was said; here they have places of their own.
        if (AkkaPrefix().Match(message) is { Success: true } prefix)
            (category, message) = (prefix.Groups["source"].Value, message[prefix.Length..]);

        lock (_gate)
        {
            file.WriteLine($"{timeProvider.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level} {category}: {message}");
            if (exception is not null)
                file.WriteLine(exception);
            file.Flush();
        }

        if (level >= LogLevel.Warning)
            warn(message.Split('\n')[0].TrimEnd('\r'));
    }

    [GeneratedRegex(@"^(?:\[[^\]]*\]){3}\[(?<source>[^\]]*)\] ")]
    private static partial Regex AkkaPrefix();

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
