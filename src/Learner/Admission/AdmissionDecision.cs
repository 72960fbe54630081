using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Admission;

/// <summary>Whether a gradient may be applied; if not, why.</summary>
public readonly record struct AdmissionDecision
{
    private AdmissionDecision(long staleness, GradientRejectionReason? reason, string? explanation)
    {
        Staleness = staleness;
        Reason = reason;
        Explanation = explanation;
    }

    /// <summary>Whether it may be applied.</summary>
    [MemberNotNullWhen(false, nameof(Reason), nameof(Explanation))]
    public bool IsAdmitted => Reason is null;

    /// <summary>Versions between the gradient's base version and the current one, ≥ 0; 0 for a rejected gradient.</summary>
    public long Staleness { get; }

    /// <summary>Why it was refused; null if it was not.</summary>
    public GradientRejectionReason? Reason { get; }

    /// <summary>One sentence with the values that led to the refusal; null if there was none.</summary>
    public string? Explanation { get; }

    /// <summary>It may be applied.</summary>
    public static AdmissionDecision Admitted(long staleness) => new(staleness, null, null);

    /// <summary>It may not.</summary>
    public static AdmissionDecision Rejected(GradientRejectionReason reason, string explanation) => new(0, reason, explanation);
}
