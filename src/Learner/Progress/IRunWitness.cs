using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>
/// Sees every decision of a learner where it is made, on the learner's own thread and before anybody else hears of it: what it has seen when a process dies is
/// all that happened there. Simulations hold a run's promises against it.
/// </summary>
public interface IRunWitness
{
    /// <summary>A learner begins its term of office.</summary>
    /// <param name="run">The run.</param>
    /// <param name="term">Its term.</param>
    /// <param name="version">The version that it begins with.</param>
    /// <param name="environmentSteps">Environment steps behind that version.</param>
    void TermBegan(string run, long term, long version, long environmentSteps);

    /// <summary>A gradient was applied, alone or with the others of its round.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="version">The version that it led to.</param>
    /// <param name="environmentSteps">Environment steps behind that version.</param>
    /// <param name="parameters">The parameters of that version; not to be kept.</param>
    void GradientApplied(SubmitGradient gradient, long version, long environmentSteps, ReadOnlySpan<float> parameters);

    /// <summary>A gradient was refused.</summary>
    /// <param name="term">Term of the learner that refused it.</param>
    /// <param name="gradient">The gradient, of whatever term.</param>
    /// <param name="reason">Why.</param>
    void GradientRejected(long term, SubmitGradient gradient, GradientRejectionReason reason);
}
