using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>Nothing but warnings.</summary>
public sealed class QuietTrainingView(TextWriter errors) : ITrainingView
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
    }

    /// <inheritdoc/>
    public void ShowEvaluation(PolicyEvaluated evaluation)
    {
    }

    /// <inheritdoc/>
    public void Say(string sentence)
    {
    }

    /// <inheritdoc/>
    public void Warn(string sentence)
    {
        lock (_gate)
            errors.WriteLine($"warning: {sentence}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
