using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>Plain lines for a log file or a pipe: one for each evaluation, and one every few seconds where none comes.</summary>
public sealed class PlainTrainingView(TextWriter output, TimeProvider timeProvider) : ITrainingView
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private TrainingStatus? _status;
    private TimeSpan _lastLineAfter;

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
        lock (_gate)
        {
            _status = status;
            if (Elapsed - _lastLineAfter >= LineInterval)
                WriteLine(StatusText.Line(status));
        }
    }

    /// <inheritdoc/>
    public void ShowEvaluation(PolicyEvaluated evaluation)
    {
        lock (_gate)
            WriteLine(StatusText.Line(evaluation) + (_status is null ? "" : $"; {StatusText.Rates(_status)}"));
    }

    /// <inheritdoc/>
    public void Warn(string sentence)
    {
        lock (_gate)
            output.WriteLine($"warning: {sentence}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TimeSpan Elapsed => timeProvider.GetElapsedTime(_startedAt);

    private void WriteLine(string line)
    {
        _lastLineAfter = Elapsed;
        output.WriteLine(line);
    }
}
