using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>REINFORCE: plays a whole episode, then moves the policy along the discounted returns, or along what they exceed a learnt baseline by.</summary>
/// <remarks>
/// θ ← θ + η·1/T·Σₜ (Gₜ − b(sₜ))·∇log π(aₜ|sₜ), Gₜ = Σₖ γᵏ·rₜ₊ₖ   (Williams 1992; Sutton and Barto 2018, sections 13.3 and 13.4). Deviations: the mean over
/// the episode's T steps where the book sums, and no factor γᵗ. Gₜ − b(sₜ) is GAE with λ = 1. An episode that a time limit cut is worth b of its last state beyond
/// the cut, and nothing without a baseline, for then there is no estimate. One copy of the environment.
/// </remarks>
public sealed class Reinforce : ITrainingMethod
{
    private readonly TrainingOptions _options;
    private readonly MethodPlay _play;
    private readonly bool _baseline;
    private readonly IPolicyNetwork _network;
    private readonly IOptimizer _optimizer;
    private readonly Schedule _learningRate, _entropyCoefficient;
    private readonly Rollout _episode;
    private readonly float[] _parameters, _gradient, _logits;

    /// <summary>Starts with initial parameters drawn by the seed.</summary>
    /// <param name="options">Valid options. The length of an episode stands in place of the rollout length, and λ is 1.</param>
    /// <param name="createEnvironment">Makes one copy of the environment, whose episodes end by the spec's limit at the latest.</param>
    /// <param name="createNetwork">Makes the network; without a baseline its value head lies idle.</param>
    /// <param name="baseline">Whether a value baseline is learnt and subtracted.</param>
    public Reinforce(TrainingOptions options, Func<IEnvironment> createEnvironment, Func<NetworkOptions, IPolicyNetwork> createNetwork, bool baseline)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createNetwork);
        _options = baseline ? options : options with { ValueCoefficient = 0 };
        _play = new MethodPlay(options with { EnvironmentsPerWorker = 1 }, createEnvironment);
        _baseline = baseline;
        _parameters = _play.CreateParameters();
        _gradient = new float[_parameters.Length];
        _logits = new float[_play.Network.ActionCount];
        _optimizer = options.OptimizerOptions().CreateOptimizer(_parameters.Length);
        _learningRate = MethodPlay.LearningRate(options);
        _entropyCoefficient = MethodPlay.EntropyCoefficient(options);
        _episode = _play.CreateRollout(_play.Environment.Spec.MaxEpisodeSteps);
        _network = createNetwork(_play.Network);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public long EnvironmentSteps { get; private set; }

    /// <inheritdoc/>
    public void Update(ICollection<TrainingEpisode> episodes)
    {
        _network.Load(_parameters);
        var length = PlayEpisode();
        var advantages = _episode.Advantages.AsSpan(0, length);
        GeneralizedAdvantage.Compute(
            _episode.Rewards.AsSpan(0, length), _episode.Values.AsSpan(0, length), _episode.NextValues.AsSpan(0, length),
            _episode.Terminated.AsSpan(0, length), _episode.Truncated.AsSpan(0, length), environmentCount: 1,
            _options.Discount, gaeLambda: 1, advantages, _episode.Returns.AsSpan(0, length));
        if (_options.NormalizeAdvantages)
            AdvantageNormalization.Normalize(advantages);

        var batch = new TransitionBatch(
            _episode.Observations.AsSpan(0, length * _episode.ObservationSize), _episode.Actions.AsSpan(0, length), advantages, _episode.Returns.AsSpan(0, length));
        _network.Gradient(batch, new LossCoefficients(_options.ValueCoefficient, _entropyCoefficient.ValueAt(EnvironmentSteps)), _gradient);
        GradientNorm.Limit(_gradient, _options.MaxGradientNorm);
        _optimizer.Step(_parameters, _gradient, (float)_learningRate.ValueAt(EnvironmentSteps));

        EnvironmentSteps += length;
        var finished = _play.Environment.FinishedEpisodes[0];
        episodes.Add(new TrainingEpisode(EnvironmentSteps, finished.Return, finished.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>Plays one episode from its first step to its last; returns its length.</summary>
    private int PlayEpisode()
    {
        var environment = _play.Environment;
        for (var t = 0; ; t++)
        {
            environment.Observations.CopyTo(_episode.Observations.AsSpan(t * _episode.ObservationSize));
            var value = ValueOf(environment.Observations);
            if (t > 0)
                _episode.NextValues[t - 1] = value;
            _episode.Values[t] = value;
            _episode.Actions[t] = ActionSelection.Sample(_logits, _play.Sampling);
            environment.Step(_episode.Actions.AsSpan(t, 1));
            _episode.Rewards[t] = environment.Rewards[0] * (float)_options.RewardScale;
            _episode.Terminated[t] = environment.Terminated[0];
            _episode.Truncated[t] = environment.Truncated[0];
            if (environment.FinishedEpisodes.Length == 0)
                continue;

            _episode.NextValues[t] = ValueOf(environment.FinalObservations);
            return t + 1;
        }
    }

    /// <summary>b(s), and by the way the logits.</summary>
    private float ValueOf(ReadOnlySpan<float> observation)
    {
        Span<float> value = stackalloc float[1];
        _network.Forward(observation, _logits, value);
        return _baseline ? value[0] : 0;
    }
}
