using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>Plain lines for a log file or a pipe: one for each evaluation, and one a second that says how the run stands.</summary>
public sealed class PlainTrainingView(TextWriter output, TimeProvider timeProvider) : ITrainingView
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private TimeSpan _lastStatusAfter;

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
        lock (_gate)
        {
            var elapsed = timeProvider.GetElapsedTime(_startedAt);
            if (elapsed - _lastStatusAfter < StatusInterval && status.Phase != TrainingPhase.Completed)
                return;
            _lastStatusAfter = elapsed;
            output.WriteLine(StatusText.Line(status));
        }
    }

    /// <inheritdoc/>
    public void ShowEvaluation(PolicyEvaluated evaluation)
    {
        lock (_gate)
            output.WriteLine(StatusText.Line(evaluation));
    }

    /// <inheritdoc/>
    public void Say(string sentence)
    {
        lock (_gate)
            output.WriteLine(sentence);
    }

    /// <inheritdoc/>
    public void Warn(string sentence)
    {
        lock (_gate)
            output.WriteLine($"warning: {sentence}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
