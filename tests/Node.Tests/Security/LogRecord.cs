using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;

namespace ActorCritic.Distributed.Node.Tests.Security;

/// <summary>All that an actor system logs, from its first line on; a test waits for the line it wants to see.</summary>
internal sealed class LogRecord : Setup
{
    public const string Hocon = $"""
        akka.loglevel = DEBUG
        akka.stdout-loglevel = OFF
        akka.loggers = ["ActorCritic.Distributed.Node.Tests.Security.LogRecordingActor, ActorCritic.Distributed.Node.Tests"]
        """;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    public string[] Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(wait => wait.Wanted(line)))
                found.TrySetResult(line);
        }
    }

    /// <summary>A line that holds all the parts, past or to come.</summary>
    public async Task<string> LineWithAsync(params string[] parts)
    {
        bool Wanted(string line) => parts.All(part => line.Contains(part, StringComparison.Ordinal));
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_lines.Find(Wanted) is { } line)
                return line;
            _waiting.Add((Wanted, found));
        }

        try
        {
            return await found.Task.WaitAsync(SecureNode.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No line with [{string.Join("] [", parts)}] in:\n{string.Join('\n', Lines)}");
        }
    }
}

/// <summary>Akka's logger that writes into the <see cref="LogRecord"/> of its actor system.</summary>
internal sealed class LogRecordingActor : ReceiveActor
{
    public LogRecordingActor()
    {
        var record = Context.System.Settings.Setup.Get<LogRecord>().Value;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => record.Add($"{line.LogLevel()}: {line.Message} {line.Cause?.Message}"));
    }
}
