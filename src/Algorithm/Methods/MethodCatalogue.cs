using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>Makes a method at its beginning.</summary>
/// <param name="options">Valid options.</param>
/// <param name="createEnvironment">Makes one copy of the environment.</param>
/// <param name="createNetwork">Makes a network with hidden layers.</param>
public delegate ITrainingMethod CreateTrainingMethod(
    TrainingOptions options, Func<IEnvironment> createEnvironment, Func<NetworkOptions, IPolicyNetwork> createNetwork);

/// <summary>A method that can be asked for by name.</summary>
/// <param name="Name">As it is typed: ppo.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Defaults">Its own options; environment, seed and budget are the caller's.</param>
/// <param name="Create">Makes it.</param>
public sealed record TrainingMethod(string Name, string Summary, TrainingOptions Defaults, CreateTrainingMethod Create)
{
    /// <summary>What stands in this method's way though the options are valid by themselves, one sentence each; empty if nothing does.</summary>
    public Func<TrainingOptions, IReadOnlyList<string>> FindFaults { get; init; } = _ => [];
}

/// <summary>The methods that run in one thread, by the names a person types, each with options of its own.</summary>
/// <remarks>
/// <c>one-step</c> and <c>gae-lesson</c> have the options that lessons on actor-critic methods print (α_π 1e-2 and α_v 5e-3; 2,048 steps, one update with Adam at 3e-4), whether they
/// solve anything or not. Those of the others were found by trying on CartPole-v1.
/// </remarks>
public static class MethodCatalogue
{
    // Two linear heads with the learning rates of the lesson: α_π is the learning rate, α_v = 2·c_v·α_π.
    private static readonly TrainingOptions Linear = new()
    {
        HiddenSizes = [],
        Optimizer = OptimizerKind.Sgd,
        LearningRate = 1e-2,
        ValueCoefficient = 0.25,
        EntropyCoefficient = 0,
        MaxGradientNorm = 0,
        EnvironmentsPerWorker = 1,
    };

    // A shared trunk of 64-64 tanh, c_v 0.5, β 0.01, as in the lesson.
    private static readonly TrainingOptions Deep = new() { EnvironmentsPerWorker = 1 };

    // What solves CartPole-v1: rewards small enough for the value loss not to drown the policy's gradient in the shared trunk, and a learning rate that falls to 0.
    private static readonly TrainingOptions Solving = Deep with
    {
        RewardScale = 0.03,
        EntropyCoefficient = 0,
        LearningRate = 3e-3,
        LearningRateSchedule = ScheduleShape.Linear,
    };

    private static readonly PpoOptions PpoDefaults = new();

    /// <summary>All of them, the simplest first.</summary>
    public static IReadOnlyList<TrainingMethod> All { get; } =
    [
        new("reinforce", "REINFORCE: after each episode, along its discounted returns",
            Solving with { NormalizeAdvantages = false },
            (options, environment, network) => new Reinforce(options, environment, network, baseline: false)),
        new("reinforce-baseline", "REINFORCE with a learnt value baseline",
            Solving with { NormalizeAdvantages = false },
            (options, environment, network) => new Reinforce(options, environment, network, baseline: true)),
        new("one-step", "linear one-step actor-critic: after each environment step, gradients written out",
            Linear,
            (options, environment, _) => new LinearOneStep(options, environment)),
        new("linear-gae", "linear actor-critic with GAE on rollouts",
            Linear with { RolloutLength = 128, LearningRate = 1 },
            (options, environment, _) => new AdvantageActorCritic(options with { HiddenSizes = [] }, environment, network => new LinearPolicyNetwork(network))),
        new("a2c-one-step", "deep one-step A2C: after each time step, λ = 0",
            Solving with
            {
                EnvironmentsPerWorker = 16, RolloutLength = 1, GaeLambda = 0, NormalizeAdvantages = false, LearningRate = 7e-4,

                // Advantages of one step are mostly the critic's error, so critic and policy must not pull at one trunk, and a policy that settles too early has nothing to correct it.
                SeparateTrunks = true, RewardScale = 0.1, EntropyCoefficient = 0.001,
            },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("a2c", "deep A2C with n-step returns",
            Solving with { EnvironmentsPerWorker = 16, RolloutLength = 5, GaeLambda = 1 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("gae", "deep A2C with GAE on rollouts, one update for each",
            Solving with { RolloutLength = 128, EntropyCoefficient = 0.01 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("gae-lesson", "gae with the options that lessons print: 2,048 steps, Adam at 3e-4, rewards as they are",
            Deep with { RolloutLength = 2048, LearningRate = 3e-4 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("ppo", "PPO: the clipped surrogate on the same rollouts, in epochs of minibatches",
            Solving with { EnvironmentsPerWorker = 8, RolloutLength = 32, RewardScale = 0.1 },
            (options, environment, network) => new Ppo(options, PpoDefaults, environment, network))
        {
            FindFaults = options => PpoDefaults.Violations(options.StepsPerRollout),
        },
    ];

    /// <summary>The names of all, in the order of <see cref="All"/>.</summary>
    public static IEnumerable<string> Names => All.Select(method => method.Name);

    /// <summary>The method with the given name, upper and lower case being different; false if there is none.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TrainingMethod? method)
    {
        method = All.FirstOrDefault(candidate => candidate.Name == name);
        return method is not null;
    }
}
