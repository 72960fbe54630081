using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>
/// One worker's rollout and gradient on CartPole-v1, and each part of it by itself with the same shapes: E environments, T time steps, a 4-64-64-(2, 1) tanh network
/// in vector instructions.
/// </summary>
/// <remarks>Parts that are made of others are measured with them: the share of the way back alone is that of <see cref="Gradient"/> less <see cref="Loss"/>.</remarks>
public sealed class RolloutParts : IDisposable
{
    private const int ObservationSize = 4;
    private const int ActionCount = 2;

    private readonly int _environmentCount, _length, _count;
    private readonly SimdPolicyNetwork _network;
    private readonly RolloutWorker _worker;
    private readonly VectorizedEnvironment _environment;
    private readonly RandomGenerator _generator = new(3);
    private readonly LossCoefficients _coefficients = new(0.5, 0.01);
    private readonly Adam _adam;
    private readonly int[] _actions;
    private readonly bool[] _terminated, _truncated;
    private readonly float[] _parameters, _gradient, _observations, _logits, _values, _rewards, _advantages, _returns, _logitGradient, _valueGradient;

    /// <param name="environmentCount">E ≥ 1.</param>
    /// <param name="length">T ≥ 1.</param>
    public RolloutParts(int environmentCount, int length)
    {
        (_environmentCount, _length, _count) = (environmentCount, length, environmentCount * length);
        var options = new NetworkOptions(ObservationSize, ActionCount, [64, 64]);
        var seeds = new SeedSequence(1);
        var catalogue = EnvironmentCatalogue.CreateDefault();
        _network = new SimdPolicyNetwork(options);
        _parameters = ParameterInitialization.Create(_network.Layout, InitializationScheme.Orthogonal, seeds.CreateGenerator(SeedStream.Initialization));
        _gradient = new float[_parameters.Length];
        _adam = new Adam(new AdamOptions(), _parameters.Length);
        _worker = new RolloutWorker(
            new RolloutWorkerOptions(environmentCount, length, 0.99, 0.95, true, 0.03, 0.5, new Schedule(ScheduleShape.Constant, 0.01, 1), 0.5),
            new NetworkPool(() => new SimdPolicyNetwork(options)),
            () => catalogue.Create("CartPole-v1"),
            seeds,
            worker: 0);
        _environment = catalogue.CreateVectorized("CartPole-v1", environmentCount);
        _environment.Reset(copy => seeds.Derive(SeedStream.Environment, 1, copy));

        _actions = [.. Enumerable.Range(0, _count).Select(_ => _generator.NextInt32(ActionCount))];
        _terminated = [.. Enumerable.Range(0, _count).Select(_ => _generator.NextInt32(20) == 0)];
        _truncated = new bool[_count];
        _observations = Numbers(_count * ObservationSize);
        _logits = Numbers(_count * ActionCount);
        (_values, _rewards, _advantages, _returns) = (Numbers(_count), Numbers(_count), Numbers(_count), Numbers(_count));
        (_logitGradient, _valueGradient) = (new float[_logits.Length], new float[_count]);
        _network.Load(_parameters);
        Forward();
    }

    /// <summary>Each part by the name of its row in the profile.</summary>
    public IReadOnlyList<(string Name, Action Run)> All =>
    [
        ("whole", Whole),
        ("load", Load),
        ("forward", Forward),
        ("bootstrap", Bootstrap),
        ("sampling", Sample),
        ("environment", Environment),
        ("advantages", Advantages),
        ("statistics", Statistics),
        ("loss", Loss),
        ("gradient", Gradient),
        ("clip", Clip),
        ("adam", AdamStep),
    ];

    /// <summary>Parameters in, gradient out.</summary>
    public void Whole() => _worker.Run(_parameters, 0, _gradient);

    /// <summary>Parameters into the network.</summary>
    public void Load() => _network.Load(_parameters);

    /// <summary>The T forward passes of E rows, kept for the gradient.</summary>
    public void Forward()
    {
        for (var t = 0; t < _length; t++)
        {
            var row = t * _environmentCount;
            _network.ForwardAndKeep(
                row,
                _observations.AsSpan(row * ObservationSize, _environmentCount * ObservationSize),
                _logits.AsSpan(row * ActionCount, _environmentCount * ActionCount),
                _values.AsSpan(row, _environmentCount));
        }
    }

    /// <summary>The pass over where each environment stands at the end.</summary>
    public void Bootstrap() => _network.Forward(
        _observations.AsSpan(0, _environmentCount * ObservationSize), _logits.AsSpan(0, _environmentCount * ActionCount), _values.AsSpan(0, _environmentCount));

    /// <summary>T × E actions drawn.</summary>
    public void Sample()
    {
        for (var row = 0; row < _count; row++)
            _actions[row] = ActionSelection.Sample(_logits.AsSpan(row * ActionCount, ActionCount), _generator);
    }

    /// <summary>T steps of E environments.</summary>
    public void Environment()
    {
        for (var t = 0; t < _length; t++)
            _environment.Step(_actions.AsSpan(t * _environmentCount, _environmentCount));
    }

    /// <summary>GAE and normalisation.</summary>
    public void Advantages()
    {
        GeneralizedAdvantage.Compute(_rewards, _values, _values, _terminated, _truncated, _environmentCount, 0.99, 0.95, _advantages, _returns);
        AdvantageNormalization.Normalize(_advantages);
    }

    /// <summary>The explained variance, which is only reported.</summary>
    public void Statistics() => ExplainedVariance.Compute(_values, _returns);

    /// <summary>The loss and its derivative by the network's outputs.</summary>
    public void Loss() => ActorCriticLoss.Differentiate(Batch, _coefficients, _logits, _values, _logitGradient, _valueGradient);

    /// <summary>The loss and the way back through the network, of the rows that <see cref="Forward"/> kept; <see cref="Load"/> must not come between the two.</summary>
    public void Gradient() => _network.GradientOfKept(Batch, _coefficients, _gradient);

    /// <summary>The gradient's norm, and clipping by it.</summary>
    public void Clip() => GradientNorm.Clip(_gradient, 0.5);

    /// <summary>The learner's step, for comparison: it is not part of a rollout.</summary>
    public void AdamStep() => _adam.Step(_parameters, _gradient, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
    }

    private TransitionBatch Batch => new(_observations, _actions, _advantages, _returns);

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)_generator.NextUniform(-1, 1))];
}
