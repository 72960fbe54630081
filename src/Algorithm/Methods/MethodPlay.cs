using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>What every method begins with: seeded environments, a collector on them, initial parameters, schedules.</summary>
/// <remarks>The streams of random numbers are those of worker 0 of a training run, so that with one seed all methods start in the same states.</remarks>
internal sealed class MethodPlay
{
    private readonly TrainingOptions _options;

    public MethodPlay(TrainingOptions options, Func<IEnvironment> createEnvironment)
    {
        _options = options;
        Environment = new VectorizedEnvironment(options.EnvironmentsPerWorker, createEnvironment);
        Environment.Reset(copy => Seeds.Derive(SeedStream.Environment, 0, copy));
        Sampling = Seeds.CreateGenerator(SeedStream.Sampling);
        Network = options.NetworkFor(Environment.Spec);
    }

    public SeedSequence Seeds => new(_options.Seed);

    public VectorizedEnvironment Environment { get; }

    /// <summary>Draws the actions.</summary>
    public RandomGenerator Sampling { get; }

    public NetworkOptions Network { get; }

    public RolloutCollector CreateCollector() => new(Environment, Sampling, (float)_options.RewardScale);

    public Rollout CreateRollout(int length) => new(length, Environment.Count, Environment.ObservationSize);

    public float[] CreateParameters() => CreateParameters(_options, Network);

    /// <summary>
    /// Linear heads start at zero, a uniform policy to which every state is worth nothing; with hidden layers that would leave all units alike for ever, so they are drawn.
    /// </summary>
    public static float[] CreateParameters(TrainingOptions options, NetworkOptions network)
    {
        var layout = ParameterLayout.Of(network);
        return network.HiddenSizes.Count == 0
            ? new float[layout.Count]
            : ParameterInitialization.Create(layout, options.Initialization, new SeedSequence(options.Seed).CreateGenerator(SeedStream.Initialization));
    }

    public static Schedule LearningRate(TrainingOptions options) => new(options.LearningRateSchedule, options.LearningRate, options.MaxSteps);

    public static Schedule EntropyCoefficient(TrainingOptions options) => new(options.EntropyCoefficientSchedule, options.EntropyCoefficient, options.MaxSteps);
}
