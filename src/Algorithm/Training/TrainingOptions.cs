using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Staleness;

namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>
/// Everything that decides how a run goes. The defaults here are only starting points for an environment of one's own; measured values per environment are
/// presets of the command line.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>Bound on <see cref="GradientsInFlight"/>: what waits at a learner that is slow is bounded by it.</summary>
    public const int MaximumGradientsInFlight = 64;

    /// <summary>Name of the environment in the catalogue.</summary>
    [Hyperparameter("environment to train on, by its name in the catalogue")]
    public string Environment { get; init; } = "CartPole-v1";

    /// <summary>Seed of the run.</summary>
    [Hyperparameter("seed of the run; with one worker the same seed gives the same parameters, byte for byte")]
    public ulong Seed { get; init; } = 1;

    /// <summary>Budget in environment steps.</summary>
    [Hyperparameter("budget of the run, in environment steps; schedules run over it", Minimum = 1)]
    public long MaxSteps { get; init; } = 500_000;

    /// <summary>Number of worker actors.</summary>
    [Hyperparameter("worker actors in this process", Minimum = 1, Maximum = 1024)]
    public int Workers { get; init; } = 2;

    /// <summary>E: environments that one worker steps together.</summary>
    [Hyperparameter("E, copies of the environment that one worker steps together", Minimum = 1, Maximum = 65_536)]
    public int EnvironmentsPerWorker { get; init; } = 8;

    /// <summary>T: time steps of one rollout.</summary>
    [Hyperparameter("T, time steps of one rollout; a gradient is computed from T × E transitions", Minimum = 1, Maximum = 65_536)]
    public int RolloutLength { get; init; } = 16;

    /// <summary>γ.</summary>
    [Hyperparameter("γ, discount of future rewards per step", Minimum = 0, Maximum = 1)]
    public double Discount { get; init; } = 0.99;

    /// <summary>λ.</summary>
    [Hyperparameter("λ of generalised advantage estimation: 0 is the one-step TD error, 1 is Monte Carlo", Minimum = 0, Maximum = 1)]
    public double GaeLambda { get; init; } = 0.95;

    /// <summary>Whether advantages are normalised over the rollout.</summary>
    [Hyperparameter("bring advantages to mean 0 and deviation 1 over each rollout")]
    public bool NormalizeAdvantages { get; init; } = true;

    /// <summary>Factor on rewards.</summary>
    [Hyperparameter("factor on every reward before advantages are computed; reported returns stay unscaled", Minimum = 0, MinimumExcluded = true, Maximum = 1e6)]
    public double RewardScale { get; init; } = 1;

    /// <summary>c_v.</summary>
    [Hyperparameter("c_v, weight of the value loss", Minimum = 0, Maximum = 1e6)]
    public double ValueCoefficient { get; init; } = 0.5;

    /// <summary>β at the start.</summary>
    [Hyperparameter("β, weight of the entropy bonus, at the start of the run", Minimum = 0, Maximum = 1e6)]
    public double EntropyCoefficient { get; init; } = 0.01;

    /// <summary>How β changes.</summary>
    [Hyperparameter("how the entropy coefficient changes over the budget")]
    public ScheduleShape EntropyCoefficientSchedule { get; init; } = ScheduleShape.Constant;

    /// <summary>η at the start.</summary>
    [Hyperparameter("η, learning rate at the start of the run", Minimum = 0, MinimumExcluded = true, Maximum = 1e6)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How η changes.</summary>
    [Hyperparameter("how the learning rate changes over the budget")]
    public ScheduleShape LearningRateSchedule { get; init; } = ScheduleShape.Constant;

    /// <summary>Largest global norm of a gradient; 0 = no clipping.</summary>
    [Hyperparameter("largest global L2 norm of a gradient, above which it is scaled down; 0 = no clipping", Minimum = 0, Maximum = 1e6)]
    public double MaxGradientNorm { get; init; } = 0.5;

    /// <summary>Which optimiser the learner applies.</summary>
    [Hyperparameter("optimiser of the shared parameters")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>α of RMSProp.</summary>
    [Hyperparameter("α of RMSProp, decay of the mean square", Minimum = 0, Maximum = 1, MaximumExcluded = true)]
    public double RmsPropDecay { get; init; } = 0.99;

    /// <summary>ε of RMSProp.</summary>
    [Hyperparameter("ε of RMSProp, inside the root as in the A3C paper", Minimum = 0, MinimumExcluded = true, Maximum = 1)]
    public double RmsPropEpsilon { get; init; } = 1e-5;

    /// <summary>β₁ of Adam.</summary>
    [Hyperparameter("β₁ of Adam, decay of the mean", Minimum = 0, Maximum = 1, MaximumExcluded = true)]
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>β₂ of Adam.</summary>
    [Hyperparameter("β₂ of Adam, decay of the mean square", Minimum = 0, Maximum = 1, MaximumExcluded = true)]
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>ε of Adam.</summary>
    [Hyperparameter("ε of Adam, beside the root", Minimum = 0, MinimumExcluded = true, Maximum = 1)]
    public double AdamEpsilon { get; init; } = 1e-5;

    /// <summary>Momentum of SGD.</summary>
    [Hyperparameter("momentum of SGD; 0 = none", Minimum = 0, Maximum = 1, MaximumExcluded = true)]
    public double SgdMomentum { get; init; }

    /// <summary>Hidden layer widths.</summary>
    [Hyperparameter("widths of the hidden layers, such as 64,64", Minimum = 1, Maximum = 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [64, 64];

    /// <summary>Non-linearity.</summary>
    [Hyperparameter("non-linearity after every hidden layer")]
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Whether actor and critic have trunks of their own.</summary>
    [Hyperparameter("give actor and critic hidden layers of their own")]
    public bool SeparateTrunks { get; init; }

    /// <summary>How parameters start.</summary>
    [Hyperparameter("how parameters start")]
    public InitializationScheme Initialization { get; init; } = InitializationScheme.Orthogonal;

    /// <summary>How the gradients of several workers come together.</summary>
    [Hyperparameter("async applies each gradient as it arrives (A3C), sync the mean of one gradient of every worker (A2C)")]
    public TrainingMode Mode { get; init; } = TrainingMode.Async;

    /// <summary>Gradients of one worker that may be unanswered before it waits.</summary>
    [Hyperparameter(
        "gradients of a worker that may be on their way before it waits for an answer; 1 is the loop of A3C, more hide the way to a learner on another "
        + "machine and make gradients staler by as many versions; only async",
        Minimum = 1,
        Maximum = MaximumGradientsInFlight)]
    public int GradientsInFlight { get; init; } = 1;

    /// <summary>What is done about stale gradients.</summary>
    [Hyperparameter("what is done about stale gradients: nothing, refuse them, divide the learning rate by their staleness, or correct them (DC-ASGD)")]
    public StalenessPolicyKind StalenessPolicy { get; init; } = StalenessPolicyKind.None;

    /// <summary>k: largest staleness that the learner accepts; 0 = no bound.</summary>
    [Hyperparameter(
        "k, largest staleness of a gradient, in versions, that is still applied; needed by the policies bound and compensate (which keeps as many "
        + "past parameters), possible with scale; 0 = no bound",
        Minimum = 0)]
    public long MaxStaleness { get; init; }

    /// <summary>λ of delay compensation.</summary>
    [Hyperparameter("λ of the policy compensate, weight of the correction", Minimum = 0, Maximum = 1e6)]
    public double CompensationCoefficient { get; init; } = 0.04;

    /// <summary>Environment steps between two greedy evaluations.</summary>
    [Hyperparameter("environment steps between two greedy evaluations", Minimum = 1)]
    public long EvaluationInterval { get; init; } = 5_000;

    /// <summary>Episodes of one evaluation.</summary>
    [Hyperparameter("greedy episodes of one evaluation", Minimum = 1, Maximum = 100_000)]
    public int EvaluationEpisodes { get; init; } = 100;

    /// <summary>Environment steps of one rollout of one worker, T × E.</summary>
    public long StepsPerRollout => (long)RolloutLength * EnvironmentsPerWorker;

    /// <summary>The network for the given environment.</summary>
    public NetworkOptions NetworkFor(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new NetworkOptions(spec.ObservationSize, spec.ActionCount, HiddenSizes, Activation, SeparateTrunks);
    }
}
