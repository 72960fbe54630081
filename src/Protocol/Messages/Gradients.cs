namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>A worker's gradient of one rollout, on its way to the shared parameters.</summary>
/// <remarks>
/// Gradient, base version and report may hold any number, NaN too: a sick worker's gradient must arrive, so that the learner can refuse it with a reason.
/// </remarks>
/// <param name="Node">The node of the worker.</param>
/// <param name="Worker">Run-wide index of the worker.</param>
/// <param name="Sequence">Number of this gradient among the worker's, rising; the same number twice is a duplicate.</param>
/// <param name="BaseVersion">Version of the parameters with which the whole rollout was computed.</param>
/// <param name="ReceivedVersion">
/// Newest version of the parameters that the node holds, ≥ <paramref name="BaseVersion"/>: acknowledges it as <see cref="ParametersReceived"/> does.
/// </param>
/// <param name="LayoutFingerprint">Fingerprint of the parameter layout of the gradient.</param>
/// <param name="Gradient">∂loss/∂parameters, clipped by its global norm, in the order of the parameter layout.</param>
/// <param name="Rollout">What the rollout consisted of.</param>
public sealed record SubmitGradient(
    string Run,
    long Term,
    string Node,
    int Worker,
    long Sequence,
    long BaseVersion,
    long ReceivedVersion,
    ulong LayoutFingerprint,
    FloatVector Gradient,
    RolloutReport Rollout) : ITrainingMessage;

/// <summary>What one rollout consisted of, for the statistics.</summary>
/// <param name="EnvironmentSteps">T × E.</param>
/// <param name="Episodes">Episodes that ended in it, in order.</param>
/// <param name="PolicyLoss">Mean of −log π(a|s)·Â.</param>
/// <param name="ValueLoss">Mean of (V − R)².</param>
/// <param name="Entropy">Mean entropy of the policy, in nats.</param>
/// <param name="GradientNorm">Global L2 norm before clipping.</param>
/// <param name="ExplainedVariance">1 − Var[R − V] / Var[R] before the update.</param>
public sealed record RolloutReport(
    int EnvironmentSteps,
    EquatableList<EpisodeReport> Episodes,
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double GradientNorm,
    double ExplainedVariance);

/// <summary>One finished training episode.</summary>
/// <param name="Return">Undiscounted, unscaled sum of rewards.</param>
/// <param name="Length">Number of steps.</param>
public readonly record struct EpisodeReport(double Return, int Length);

/// <summary>The gradient was applied: the parameters are now at <paramref name="Version"/>.</summary>
/// <param name="Staleness">Versions between the gradient's base version and the one it was applied to; 0 is fresh.</param>
public sealed record GradientApplied(string Run, long Term, int Worker, long Sequence, long Version, long Staleness) : ITrainingMessage;

/// <summary>The gradient was refused and has changed nothing.</summary>
/// <param name="Explanation">One sentence with the values that led to it.</param>
public sealed record GradientRejected(string Run, long Term, int Worker, long Sequence, GradientRejectionReason Reason, string Explanation)
    : ITrainingMessage;

/// <summary>Why a gradient was refused.</summary>
public enum GradientRejectionReason
{
    /// <summary>It belongs to another run.</summary>
    UnknownRun,

    /// <summary>It was computed under another learner's term.</summary>
    OtherTerm,

    /// <summary>No registered node has this worker.</summary>
    UnknownWorker,

    /// <summary>Its parameter layout is not the run's.</summary>
    OtherLayout,

    /// <summary>It has not as many elements as there are parameters.</summary>
    WrongLength,

    /// <summary>Its sequence number was seen before.</summary>
    Duplicate,

    /// <summary>Its base version lies in the future or below zero.</summary>
    UnknownVersion,

    /// <summary>Its base version is too old.</summary>
    TooStale,

    /// <summary>It holds NaN or infinity.</summary>
    NonFinite,

    /// <summary>Its norm is above what clipping allows.</summary>
    NormTooLarge,

    /// <summary>Its report makes no sense (no steps, negative lengths, numbers that are none).</summary>
    InvalidReport,

    /// <summary>The run is over.</summary>
    TrainingCompleted,

    /// <summary>More gradients wait for the learner than its workers may have in flight.</summary>
    Overloaded,
}
