using System.Numerics.Tensors;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>An episode that has ended.</summary>
/// <param name="EnvironmentIndex">Which copy played it, 0 … Count − 1.</param>
/// <param name="Return">Sum of its rewards as the environment gave them: undiscounted and unscaled.</param>
/// <param name="Length">How many steps it took.</param>
public readonly record struct FinishedEpisode(int EnvironmentIndex, double Return, int Length);

/// <summary>E copies of one environment, stepped together so that one batched forward pass serves them all.</summary>
/// <remarks>
/// A copy whose episode ends is reset within the same step (Gymnasium's AutoresetMode.SAME_STEP): <see cref="Observations"/> then holds the
/// first observation of the next episode, and <see cref="FinalObservations"/> keeps the one the episode ended with, from which a truncated
/// episode bootstraps. Copies that can take their steps together do (<see cref="IBatchableEnvironment"/>), any others one by one; what they play is the same. Nothing is
/// allocated by a step. The spans are views of this object's memory: they show the newest step only.
/// </remarks>
public sealed class VectorizedEnvironment
{
    private const string CheckerAdvice = "Rewards and observations must be finite; EnvironmentChecker shows where they stop to be.";

    private readonly IBatchEnvironment _batch;
    private readonly double[] _stepRewards;
    private readonly float[] _observations;
    private readonly float[] _finalObservations;
    private readonly float[] _rewards;
    private readonly bool[] _terminated;
    private readonly bool[] _truncated;
    private readonly double[] _returns;
    private readonly int[] _lengths;
    private readonly FinishedEpisode[] _finishedEpisodes;
    private int _finishedEpisodeCount;

    /// <summary>
    /// False until the copies stand at the same time step, each within an episode: before the first reset and after a call that threw
    /// half-way.
    /// </summary>
    private bool _ready;

    /// <summary>Makes the copies; none is reset yet.</summary>
    /// <param name="count">E, the number of copies; at least 1.</param>
    /// <param name="create">Makes one copy, a new object at every call, such as () => catalogue.Create("CartPole-v1").</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="create"/> gave the same object twice, or environments whose specs differ.
    /// </exception>
    public VectorizedEnvironment(int count, Func<IEnvironment> create)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentNullException.ThrowIfNull(create);

        var environments = new IEnvironment[count];
        for (var e = 0; e < count; e++)
            environments[e] = create();

        Spec = environments[0].Spec;
        if (environments.Distinct(ReferenceEqualityComparer.Instance).Count() < count)
        {
            throw new ArgumentException(
                $"The factory returned the same object for two copies of {Spec.Id}. Let it make a new environment at every call.",
                nameof(create));
        }

        if (Array.Find(environments, environment => environment.Spec != Spec) is { } other)
        {
            throw new ArgumentException(
                $"The factory returned environments with different specs, {Spec} and {other.Spec}. Let it make one kind only.",
                nameof(create));
        }

        _batch = (environments[0] as IBatchableEnvironment)?.CreateBatch(environments) ?? new EnvironmentsOneByOne(environments);
        ObservationSize = Spec.ObservationSize;
        _observations = new float[count * ObservationSize];
        _finalObservations = new float[count * ObservationSize];
        _stepRewards = new double[count];
        _rewards = new float[count];
        _terminated = new bool[count];
        _truncated = new bool[count];
        _returns = new double[count];
        _lengths = new int[count];
        _finishedEpisodes = new FinishedEpisode[count];
    }

    /// <summary>The spec all copies share.</summary>
    public EnvironmentSpec Spec { get; }

    /// <summary>E, the number of copies.</summary>
    public int Count => _rewards.Length;

    /// <summary>O, how many numbers the observation of one copy has.</summary>
    public int ObservationSize { get; }

    /// <summary>
    /// What the policy sees next, [E×O] row by row: the observation after the newest step or, where that ended an episode, the first one of
    /// the next.
    /// </summary>
    public ReadOnlySpan<float> Observations => _observations;

    /// <summary>
    /// What the newest step itself led to, [E×O] row by row, before any reset: for a copy that ended, the last observation of its episode;
    /// for any other the same as in <see cref="Observations"/>.
    /// </summary>
    public ReadOnlySpan<float> FinalObservations => _finalObservations;

    /// <summary>Rewards of the newest step, [E].</summary>
    public ReadOnlySpan<float> Rewards => _rewards;

    /// <summary>Which copies' episodes reached a terminal state in the newest step, [E].</summary>
    public ReadOnlySpan<bool> Terminated => _terminated;

    /// <summary>Which copies' episodes were cut in the newest step, [E].</summary>
    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>The episodes that ended in the newest step, in the order of the copies; at most one for each.</summary>
    public ReadOnlySpan<FinishedEpisode> FinishedEpisodes => _finishedEpisodes.AsSpan(0, _finishedEpisodeCount);

    /// <summary>Seeds every copy and starts an episode in each. Episodes that were running are forgotten.</summary>
    /// <param name="seedOf">
    /// The seed of a copy from its index, such as copy => seeds.Derive(SeedStream.Environment, workerIndex, copy). Different copies need
    /// different seeds or they play the same episodes.
    /// </param>
    /// <exception cref="InvalidOperationException">A first observation is NaN or infinite.</exception>
    public void Reset(Func<int, ulong> seedOf)
    {
        ArgumentNullException.ThrowIfNull(seedOf);

        _ready = false;
        for (var e = 0; e < Count; e++)
            _batch.Reset(e, seedOf(e), Row(_observations, e));
        ThrowUnlessFinite(_observations);

        _observations.CopyTo(_finalObservations);
        Array.Clear(_rewards);
        Array.Clear(_terminated);
        Array.Clear(_truncated);
        Array.Clear(_returns);
        Array.Clear(_lengths);
        _finishedEpisodeCount = 0;
        _ready = true;
    }

    /// <summary>Takes one action in every copy.</summary>
    /// <param name="actions">One action for each copy, [E], each 0 … ActionCount − 1. All are checked before the first copy moves.</param>
    /// <exception cref="ArgumentException">The number of actions is not E.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An action is not in the action space.</exception>
    /// <exception cref="InvalidOperationException">
    /// An environment gave a reward or an observation that is NaN or infinite, from which no policy recovers. Or there was no reset yet, or
    /// a call threw and left the copies at different steps: call <see cref="Reset"/>.
    /// </exception>
    public void Step(ReadOnlySpan<int> actions)
    {
        ThrowUnlessValid(actions);
        if (!_ready)
        {
            throw new InvalidOperationException(
                $"The {Count} copies of {Spec.Id} are not ready: they were never reset or the last call threw. Call Reset first.");
        }

        _ready = false;
        _finishedEpisodeCount = 0;
        _batch.Step(actions, _finalObservations, _stepRewards, _terminated, _truncated);
        ThrowUnlessFinite(_finalObservations);
        _finalObservations.CopyTo(_observations);
        for (var e = 0; e < _stepRewards.Length; e++)
        {
            AddReward(e);
            if (_terminated[e] | _truncated[e])
                BeginNextEpisode(e);
        }

        _ready = true;
    }

    private void AddReward(int e)
    {
        var reward = (float)_stepRewards[e];
        if (!float.IsFinite(reward))
            throw new InvalidOperationException($"Copy {e} of {Spec.Id} gave the reward {_stepRewards[e]}. {CheckerAdvice}");

        _rewards[e] = reward;
        _returns[e] += _stepRewards[e];
        _lengths[e]++;
    }

    private void BeginNextEpisode(int e)
    {
        _finishedEpisodes[_finishedEpisodeCount++] = new FinishedEpisode(e, _returns[e], _lengths[e]);
        _returns[e] = 0;
        _lengths[e] = 0;
        _batch.Reset(e, Row(_observations, e));
        ThrowUnlessFinite(Row(_observations, e), e);
    }

    private Span<float> Row(float[] observations, int e) => observations.AsSpan(e * ObservationSize, ObservationSize);

    private void ThrowUnlessFinite(ReadOnlySpan<float> observations, int firstCopy = 0)
    {
        if (TensorPrimitives.IsFiniteAll(observations))
            return;

        var (row, element) = Math.DivRem(Array.FindIndex(observations.ToArray(), number => !float.IsFinite(number)), ObservationSize);
        throw new InvalidOperationException(
            $"Copy {firstCopy + row} of {Spec.Id} wrote {observations[row * ObservationSize + element]} into element {element} of the observation. {CheckerAdvice}");
    }

    private void ThrowUnlessValid(ReadOnlySpan<int> actions)
    {
        if (actions.Length != Count)
        {
            throw new ArgumentException(
                $"{Spec.Id} runs in {Count} copies and needs as many actions, not {actions.Length}.",
                nameof(actions));
        }

        if (actions.IndexOfAnyExceptInRange(0, Spec.ActionCount - 1) is var e and >= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(actions),
                actions[e],
                $"{Spec.Id} has the actions 0 to {Spec.ActionCount - 1}; copy {e} was given {actions[e]}.");
        }
    }
}
