namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>The batch of environments that know of no batches: each takes its step by itself.</summary>
/// <param name="environments">The copies.</param>
internal sealed class EnvironmentsOneByOne(IEnvironment[] environments) : IBatchEnvironment
{
    private readonly int _observationSize = environments[0].Spec.ObservationSize;

    public int Count => environments.Length;

    public void Reset(int copy, ulong seed, Span<float> observation) => environments[copy].Reset(seed, observation);

    public void Reset(int copy, Span<float> observation) => environments[copy].Reset(observation);

    public void Step(ReadOnlySpan<int> actions, Span<float> observations, Span<double> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        for (var e = 0; e < environments.Length; e++)
        {
            var result = environments[e].Step(actions[e], observations.Slice(e * _observationSize, _observationSize));
            (rewards[e], terminated[e], truncated[e]) = (result.Reward, result.Terminated, result.Truncated);
        }
    }
}
