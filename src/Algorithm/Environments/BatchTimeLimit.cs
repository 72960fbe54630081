namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>What <see cref="TimeLimit"/> is to one environment, for a batch; steps outside an episode do not occur in one.</summary>
/// <param name="batch">The copies to limit.</param>
/// <param name="maxEpisodeSteps">After how many steps an episode is truncated.</param>
internal sealed class BatchTimeLimit(IBatchEnvironment batch, int maxEpisodeSteps) : IBatchEnvironment
{
    private readonly int[] _stepsLeft = new int[batch.Count];

    public int Count => batch.Count;

    public void Reset(int copy, ulong seed, Span<float> observation)
    {
        batch.Reset(copy, seed, observation);
        _stepsLeft[copy] = maxEpisodeSteps;
    }

    public void Reset(int copy, Span<float> observation)
    {
        batch.Reset(copy, observation);
        _stepsLeft[copy] = maxEpisodeSteps;
    }

    public void Step(ReadOnlySpan<int> actions, Span<float> observations, Span<double> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        batch.Step(actions, observations, rewards, terminated, truncated);
        for (var e = 0; e < _stepsLeft.Length; e++)
            truncated[e] |= --_stepsLeft[e] == 0;
    }
}
