using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
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

    // A shared trunk of 64-64 tanh, c_v 0.5, β 0.01.
    private static readonly TrainingOptions Deep = new() { EnvironmentsPerWorker = 1 };

    private static readonly PpoOptions PpoDefaults = new();

    /// <summary>All of them, the simplest first.</summary>
    public static IReadOnlyList<TrainingMethod> All { get; } =
    [
        new("reinforce", "REINFORCE: after each episode, along its discounted returns",
            Deep with { NormalizeAdvantages = false },
            (options, environment, network) => new Reinforce(options, environment, network, baseline: false)),
        new("reinforce-baseline", "REINFORCE with a learnt value baseline",
            Deep with { NormalizeAdvantages = false },
            (options, environment, network) => new Reinforce(options, environment, network, baseline: true)),
        new("one-step", "linear one-step actor-critic: after each environment step, gradients written out",
            Linear,
            (options, environment, _) => new LinearOneStep(options, environment)),
        new("linear-gae", "linear actor-critic with GAE on rollouts",
            Linear with { RolloutLength = 128 },
            (options, environment, _) => new AdvantageActorCritic(options with { HiddenSizes = [] }, environment, network => new LinearPolicyNetwork(network))),
        new("a2c-one-step", "deep one-step A2C: after each time step, λ = 0",
            Deep with { EnvironmentsPerWorker = 8, RolloutLength = 1, GaeLambda = 0 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("a2c", "deep A2C with n-step returns",
            Deep with { EnvironmentsPerWorker = 8, RolloutLength = 5, GaeLambda = 1 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("gae", "deep A2C with GAE on long rollouts, one update for each",
            Deep with { RolloutLength = 2048, LearningRate = 3e-4 },
            (options, environment, network) => new AdvantageActorCritic(options, environment, network)),
        new("ppo", "PPO: the clipped surrogate on the same rollouts, in epochs of minibatches",
            Deep with { EnvironmentsPerWorker = 8, RolloutLength = 32 },
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
