namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>Everything a worker node needs to take part in a run; it brings no hyperparameters of its own.</summary>
/// <param name="Environment">Name in the environment catalogue, such as "CartPole-v1".</param>
/// <param name="Seed">Seed of the run; every generator of a worker derives from it and the worker's index.</param>
/// <param name="EnvironmentsPerWorker">E ≥ 1: copies of the environment that one worker steps together.</param>
/// <param name="RolloutLength">T ≥ 1: time steps of one rollout.</param>
/// <param name="Discount">γ in [0, 1].</param>
/// <param name="GaeLambda">λ in [0, 1].</param>
/// <param name="NormalizeAdvantages">Whether advantages are brought to mean 0 and deviation 1 over the rollout.</param>
/// <param name="RewardScale">Factor on every reward before advantages are computed; &gt; 0.</param>
/// <param name="ValueCoefficient">c_v ≥ 0, the weight of the value loss.</param>
/// <param name="EntropyCoefficient">β ≥ 0 at the start of the run.</param>
/// <param name="EntropyCoefficientSchedule">How β changes over the run: "constant" or "linear".</param>
/// <param name="MaxGradientNorm">Largest global L2 norm of a gradient; 0 = no clipping.</param>
/// <param name="MaxSteps">Budget of the run in environment steps, over which schedules run.</param>
/// <param name="GradientsInFlight">Gradients of one worker that may be unanswered before it waits, ≥ 1.</param>
/// <param name="Network">Shape of the policy network.</param>
/// <param name="LayoutFingerprint">Fingerprint of the parameter layout that the network must have.</param>
public sealed record TrainingPlan(
    string Environment,
    ulong Seed,
    int EnvironmentsPerWorker,
    int RolloutLength,
    double Discount,
    double GaeLambda,
    bool NormalizeAdvantages,
    double RewardScale,
    double ValueCoefficient,
    double EntropyCoefficient,
    string EntropyCoefficientSchedule,
    double MaxGradientNorm,
    long MaxSteps,
    int GradientsInFlight,
    NetworkPlan Network,
    ulong LayoutFingerprint);

/// <summary>Shape of a policy network.</summary>
/// <param name="HiddenSizes">Widths of the hidden layers, from the observation on.</param>
/// <param name="Activation">"tanh" or "relu".</param>
/// <param name="SeparateTrunks">Whether actor and critic have hidden layers of their own.</param>
public sealed record NetworkPlan(EquatableList<int> HiddenSizes, string Activation, bool SeparateTrunks);
