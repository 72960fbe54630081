using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>Plays the policy in E environments and writes what happened into a rollout. Episodes run on from one rollout to the next.</summary>
/// <remarks>
/// One batched forward pass per time step gives the logits to act by and V(sₜ). The values of the successors cost no further pass where the episode goes on:
/// V(sₜ₊₁) is what the next time step computes anyway. Where a time limit cut the episode it is the value of the observation before the reset, and after
/// the last time step it is the value of where each environment stands; those observations share one forward pass at the end.
/// </remarks>
/// <param name="environment">E environments, already reset.</param>
/// <param name="generator">Draws the actions.</param>
/// <param name="rewardScale">Factor on every reward; finished episodes report unscaled returns.</param>
public sealed class RolloutCollector(VectorizedEnvironment environment, RandomGenerator generator, float rewardScale)
{
    private float[] _logits = [];
    private readonly List<int> _truncatedTransitions = [];
    private float[] _bootstrapObservations = [];
    private float[] _bootstrapLogits = [];
    private float[] _bootstrapValues = [];

    /// <summary>The logits of the latest rollout, [T × E × A], from which its actions were drawn.</summary>
    internal ReadOnlySpan<float> Logits => _logits;

    /// <summary>Fills the rollout by playing it with the network's present parameters; its advantages and returns are left to the caller.</summary>
    /// <exception cref="ArgumentException">The rollout was made for another number of environments or another observation, or the policy has diverged.</exception>
    public void Collect(IPolicyNetwork network, Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rollout);
        var count = environment.Count;
        var observationSize = environment.ObservationSize;
        var actionCount = environment.Spec.ActionCount;
        if (rollout.EnvironmentCount != count || rollout.ObservationSize != observationSize)
        {
            throw new ArgumentException(
                $"The rollout holds {rollout.EnvironmentCount} environments with observations of {rollout.ObservationSize} elements, and there are " +
                $"{count} with {observationSize}. Make the rollout for the environments it is filled by.", nameof(rollout));
        }

        if (_logits.Length != rollout.Count * actionCount)
            _logits = new float[rollout.Count * actionCount];
        rollout.FinishedEpisodes.Clear();
        _truncatedTransitions.Clear();

        for (var t = 0; t < rollout.Length; t++)
        {
            var start = t * count;
            environment.Observations.CopyTo(rollout.Observations.AsSpan(start * observationSize));
            var logits = _logits.AsSpan(start * actionCount, count * actionCount);
            network.ForwardAndKeep(start, environment.Observations, logits, rollout.Values.AsSpan(start, count));

            var actions = rollout.Actions.AsSpan(start, count);
            for (var e = 0; e < count; e++)
                actions[e] = ActionSelection.Sample(logits.Slice(e * actionCount, actionCount), generator);

            environment.Step(actions);
            TensorPrimitives.Multiply(environment.Rewards, rewardScale, rollout.Rewards.AsSpan(start, count));
            environment.Terminated.CopyTo(rollout.Terminated.AsSpan(start));
            environment.Truncated.CopyTo(rollout.Truncated.AsSpan(start));
            rollout.FinishedEpisodes.AddRange(environment.FinishedEpisodes);
            if (environment.Truncated.Contains(true))
                RememberTruncated(start);
        }

        FillNextValues(network, rollout);
    }

    private void RememberTruncated(int start)
    {
        var observationSize = environment.ObservationSize;
        for (var e = 0; e < environment.Count; e++)
        {
            // A state that is terminal as well has the value 0, so there is nothing to bootstrap from.
            if (!environment.Truncated[e] || environment.Terminated[e])
                continue;

            var row = environment.Count + _truncatedTransitions.Count;
            EnsureBootstrapRows(row + 1);
            environment.FinalObservations.Slice(e * observationSize, observationSize).CopyTo(_bootstrapObservations.AsSpan(row * observationSize));
            _truncatedTransitions.Add(start + e);
        }
    }

    private void FillNextValues(IPolicyNetwork network, Rollout rollout)
    {
        var count = environment.Count;
        var rows = count + _truncatedTransitions.Count;
        EnsureBootstrapRows(rows);
        environment.Observations.CopyTo(_bootstrapObservations);
        network.Forward(
            _bootstrapObservations.AsSpan(0, rows * environment.ObservationSize),
            _bootstrapLogits.AsSpan(0, rows * environment.Spec.ActionCount),
            _bootstrapValues.AsSpan(0, rows));

        // Where an episode ended, V(sₜ₊₁) is first the next episode's, which must not count: termination masks it, truncation is mended below.
        rollout.Values.AsSpan(count).CopyTo(rollout.NextValues);
        _bootstrapValues.AsSpan(0, count).CopyTo(rollout.NextValues.AsSpan(rollout.Count - count));
        for (var i = 0; i < _truncatedTransitions.Count; i++)
            rollout.NextValues[_truncatedTransitions[i]] = _bootstrapValues[count + i];
    }

    private void EnsureBootstrapRows(int rows)
    {
        if (rows <= _bootstrapValues.Length)
            return;
        var capacity = Math.Max(rows, 2 * _bootstrapValues.Length);
        Array.Resize(ref _bootstrapObservations, capacity * environment.ObservationSize);
        _bootstrapLogits = new float[capacity * environment.Spec.ActionCount];
        _bootstrapValues = new float[capacity];
    }
}
