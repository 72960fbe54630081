using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Learner.Admission;

/// <summary>What every gradient of a run is held against.</summary>
/// <param name="Run">Identifier of the run.</param>
/// <param name="Term">The learner's term of office.</param>
/// <param name="LayoutFingerprint">Fingerprint of the parameter layout.</param>
/// <param name="ParameterCount">Elements of a gradient, ≥ 1.</param>
/// <param name="StepsPerRollout">T × E, the environment steps of every rollout.</param>
/// <param name="StalenessBound">Up to which staleness a gradient is applied; null where there is no bound.</param>
/// <param name="MaxNorm">Largest global L2 norm that is applied, finite and above 0.</param>
public sealed record AdmissionRules(
    string Run,
    long Term,
    ulong LayoutFingerprint,
    int ParameterCount,
    long StepsPerRollout,
    StalenessBound? StalenessBound,
    double MaxNorm)
{
    /// <summary>
    /// What a clipped gradient may lie above the clip bound: its elements were rounded to float32, and each rounding is worth at most 6e-8
    /// of the norm. A thousandth is far above that and far below any gradient that was not clipped at all.
    /// </summary>
    public const double ClippingTolerance = 1e-3;

    /// <summary>The rules that follow from the options of a run.</summary>
    public static AdmissionRules Of(LearnerOptions options, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(layout);
        var training = options.Training;
        return new AdmissionRules(
            options.Run,
            options.Term,
            layout.Fingerprint,
            layout.Count,
            training.StepsPerRollout,
            BoundOf(training),
            training.MaxGradientNorm > 0 ? training.MaxGradientNorm * (1 + ClippingTolerance) : options.UnclippedGradientNormLimit);
    }

    /// <summary>A synchronous round takes gradients of its own version only.</summary>
    private static StalenessBound? BoundOf(TrainingOptions training) =>
        training.Mode == TrainingMode.Sync ? new StalenessBound(0)
        : training.MaxStaleness > 0 ? new StalenessBound(training.MaxStaleness)
        : null;
}
