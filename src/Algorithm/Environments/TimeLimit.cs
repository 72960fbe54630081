namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>
/// Truncates an environment's episodes at <see cref="EnvironmentSpec.MaxEpisodeSteps"/> and refuses steps outside an episode.
/// </summary>
/// <remarks>
/// The flags are those of Gymnasium's TimeLimit: the last allowed step is truncated, also where it terminates. Gymnasium leaves a step
/// after the end undefined (CartPole goes on with reward 0); here it throws, because transitions that belong to no episode would spoil a
/// rollout without a sign.
/// </remarks>
/// <param name="environment">The environment to limit.</param>
public sealed class TimeLimit(IEnvironment environment) : IBatchableEnvironment
{
    private readonly EnvironmentSpec _spec = environment.Spec;

    /// <summary>0 while no episode runs: before the first reset, after an end, and after a call that threw.</summary>
    private int _stepsLeft;

    /// <inheritdoc/>
    public EnvironmentSpec Spec => _spec;

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observation)
    {
        _stepsLeft = 0;
        environment.Reset(seed, observation);
        _stepsLeft = _spec.MaxEpisodeSteps;
    }

    /// <inheritdoc/>
    public void Reset(Span<float> observation)
    {
        _stepsLeft = 0;
        environment.Reset(observation);
        _stepsLeft = _spec.MaxEpisodeSteps;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No episode is running: the last one ended, or there was no reset yet.</exception>
    public StepResult Step(int action, Span<float> observation)
    {
        var stepsLeft = _stepsLeft - 1;
        if (stepsLeft < 0)
        {
            throw new InvalidOperationException(
                $"No episode of {_spec.Id} is running: it ended or was never started. Call Reset before the next Step.");
        }

        _stepsLeft = 0;
        var result = environment.Step(action, observation);
        if (stepsLeft == 0)
            result = result with { Truncated = true };
        if (!result.Ended)
            _stepsLeft = stepsLeft;

        return result;
    }

    /// <inheritdoc/>
    public IBatchEnvironment? CreateBatch(IReadOnlyList<IEnvironment> copies)
    {
        if (environment is not IBatchableEnvironment batchable || !copies.All(copy => copy is TimeLimit))
            return null;

        var batch = batchable.CreateBatch([.. copies.Select(copy => ((TimeLimit)copy).Limited)]);
        return batch is null ? null : new BatchTimeLimit(batch, _spec.MaxEpisodeSteps);
    }

    private IEnvironment Limited => environment;
}
