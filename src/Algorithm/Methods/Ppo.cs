using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>Proximal policy optimisation: the same rollouts, gone through several times in minibatches with the clipped surrogate as policy loss.</summary>
/// <remarks>
/// Schulman et al. 2017, algorithm 1. As in CleanRL: advantages once per rollout, normalised within each minibatch; the value loss is not clipped
/// (Andrychowicz et al. 2021 find no use in it); the last minibatch is no shorter than the others by more than one.
/// </remarks>
public sealed class Ppo : ITrainingMethod
{
    private readonly TrainingOptions _options;
    private readonly PpoOptions _ppo;
    private readonly IPolicyNetwork _network;
    private readonly RolloutCollector _collector;
    private readonly RandomGenerator _minibatches;
    private readonly Schedule _learningRate, _entropyCoefficient;
    private readonly IOptimizer _optimizer;
    private readonly Rollout _rollout;
    private readonly Minibatch _minibatch;
    private readonly int[] _order;
    private readonly float[] _parameters, _gradient, _oldLogProbabilities;

    /// <summary>Starts with initial parameters drawn by the seed.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="ppo">Clipping, epochs and minibatches.</param>
    /// <param name="createEnvironment">Makes one copy of the environment.</param>
    /// <param name="createNetwork">Makes the network.</param>
    /// <exception cref="ArgumentException"><paramref name="ppo"/> has violations; the message lists all of them.</exception>
    public Ppo(TrainingOptions options, PpoOptions ppo, Func<IEnvironment> createEnvironment, Func<NetworkOptions, IPolicyNetwork> createNetwork)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ppo);
        ArgumentNullException.ThrowIfNull(createNetwork);
        if (ppo.Violations(options.StepsPerRollout) is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations), nameof(ppo));

        var play = new MethodPlay(options, createEnvironment);
        (_options, _ppo) = (options, ppo);
        _collector = play.CreateCollector();
        _rollout = play.CreateRollout(options.RolloutLength);
        _minibatches = play.Seeds.CreateGenerator(SeedStream.Minibatches);
        _parameters = play.CreateParameters();
        _gradient = new float[_parameters.Length];
        _optimizer = options.OptimizerOptions().CreateOptimizer(_parameters.Length);
        _learningRate = MethodPlay.LearningRate(options);
        _entropyCoefficient = MethodPlay.EntropyCoefficient(options);
        _order = [.. Enumerable.Range(0, _rollout.Count)];
        _oldLogProbabilities = new float[_rollout.Count];
        _minibatch = new Minibatch(_rollout.Count, _rollout.ObservationSize, play.Network.ActionCount);
        _network = createNetwork(play.Network);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public long EnvironmentSteps { get; private set; }

    /// <inheritdoc/>
    public void Update(ICollection<TrainingEpisode> episodes)
    {
        _network.Load(_parameters);
        _collector.Collect(_network, _rollout);
        _rollout.EstimateAdvantages(_options.Discount, _options.GaeLambda);
        ClippedSurrogate.LogProbabilities(_rollout.Actions, _collector.Logits, _oldLogProbabilities);

        for (var epoch = 0; epoch < _ppo.Epochs; epoch++)
        {
            Shuffle(_order);
            for (var i = 0; i < _ppo.Minibatches; i++)
                Learn(_order.AsSpan(Cut(i)..Cut(i + 1)));
        }

        EnvironmentSteps = _rollout.ReportTo(EnvironmentSteps, episodes);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private void Learn(ReadOnlySpan<int> transitions)
    {
        _minibatch.Gather(_rollout, _oldLogProbabilities, transitions);
        if (_options.NormalizeAdvantages)
            AdvantageNormalization.Normalize(_minibatch.Advantages);

        _network.Load(_parameters);
        var coefficients = new LossCoefficients(_options.ValueCoefficient, _entropyCoefficient.ValueAt(EnvironmentSteps));
        _minibatch.Differentiate(_network, _ppo.ClipRange, coefficients, _gradient);
        GradientNorm.Limit(_gradient, _options.MaxGradientNorm);
        _optimizer.Step(_parameters, _gradient, (float)_learningRate.ValueAt(EnvironmentSteps));
    }

    /// <summary>Where minibatch i begins.</summary>
    private int Cut(int i) => (int)((long)i * _order.Length / _ppo.Minibatches);

    /// <summary>Every order equally likely (Fisher and Yates 1938, in Durstenfeld's form).</summary>
    private void Shuffle(Span<int> order)
    {
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = _minibatches.NextInt32(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }
    }
}
