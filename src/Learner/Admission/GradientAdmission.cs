using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Admission;

/// <summary>Decides which gradients may touch the shared parameters.</summary>
/// <remarks>
/// One wrong gradient can ruin the parameters of everybody, so a gradient is held against everything that is known of it: first whose it
/// is, then its form, then when it was made, and its numbers at last, because only they cost a pass over the vector. A number of a sequence
/// is used up by the first gradient that comes with it, applied or not: a lost gradient is noise, one that is applied twice is bias.
/// </remarks>
/// <param name="rules">What every gradient is held against.</param>
/// <param name="workers">Who takes part.</param>
/// <param name="history">
/// The past parameters, where stale gradients need those that they were computed with: without them they are refused. Otherwise null.
/// </param>
public sealed class GradientAdmission(AdmissionRules rules, WorkerNodeRegistry workers, ParameterHistory? history = null)
{
    private readonly Dictionary<int, long> _lastSequences = [];

    /// <summary>Workers of which something is remembered: none but registered ones, whoever has come and gone.</summary>
    internal int RememberedWorkers => _lastSequences.Count;

    /// <summary>Decides, and remembers the gradient's sequence number.</summary>
    /// <param name="currentVersion">Version of the parameters that the gradient would be applied to.</param>
    public AdmissionDecision Decide(SubmitGradient gradient, long currentVersion)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        return IdentityFault(gradient)
            ?? FormFault(gradient)
            ?? SequenceFault(gradient)
            ?? VersionFault(gradient, currentVersion)
            ?? NumberFault(gradient)
            ?? AdmissionDecision.Admitted(currentVersion - gradient.BaseVersion);
    }

    /// <summary>Forgets the workers of a node that has left.</summary>
    public void Forget(WorkerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var worker = node.FirstWorker; node.Has(worker); worker++)
            _lastSequences.Remove(worker);
    }

    private AdmissionDecision? IdentityFault(SubmitGradient gradient)
    {
        if (gradient.Run != rules.Run)
            return Rejected(GradientRejectionReason.UnknownRun, $"The gradient is of the run '{gradient.Run}' and this is '{rules.Run}'.");
        if (gradient.Term != rules.Term)
            return Rejected(GradientRejectionReason.OtherTerm, $"The gradient is of term {gradient.Term} and this is term {rules.Term}.");
        if (!workers.Has(gradient.Node, gradient.Worker))
            return Rejected(GradientRejectionReason.UnknownWorker, $"No node '{gradient.Node}' has a worker {gradient.Worker}.");
        return null;
    }

    private AdmissionDecision? FormFault(SubmitGradient gradient)
    {
        if (gradient.LayoutFingerprint != rules.LayoutFingerprint)
        {
            return Rejected(
                GradientRejectionReason.OtherLayout,
                $"The gradient has the parameter layout {gradient.LayoutFingerprint:x16} and the run has {rules.LayoutFingerprint:x16}.");
        }

        if (gradient.Gradient.Length != rules.ParameterCount)
        {
            return Rejected(
                GradientRejectionReason.WrongLength,
                $"The gradient has {gradient.Gradient.Length} elements and there are {rules.ParameterCount} parameters.");
        }

        var rollout = gradient.Rollout;
        if (rollout.EnvironmentSteps != rules.StepsPerRollout)
            return InvalidReport($"{rollout.EnvironmentSteps} environment steps where a rollout of this run has {rules.StepsPerRollout}");
        if (rollout.Episodes.Count > rollout.EnvironmentSteps)
            return InvalidReport($"{rollout.Episodes.Count} finished episodes in {rollout.EnvironmentSteps} environment steps");
        for (var i = 0; i < rollout.Episodes.Count; i++)
        {
            var episode = rollout.Episodes[i];
            if (episode.Length < 1 || !double.IsFinite(episode.Return))
                return InvalidReport($"an episode of {episode.Length} steps with the return {episode.Return}");
        }

        return null;
    }

    private AdmissionDecision? SequenceFault(SubmitGradient gradient)
    {
        if (_lastSequences.TryGetValue(gradient.Worker, out var last) && gradient.Sequence <= last)
        {
            return Rejected(
                GradientRejectionReason.Duplicate,
                $"Worker {gradient.Worker} sent sequence number {gradient.Sequence} after {last}; the numbers of a worker must rise.");
        }

        _lastSequences[gradient.Worker] = gradient.Sequence;
        return null;
    }

    private AdmissionDecision? VersionFault(SubmitGradient gradient, long currentVersion)
    {
        if (gradient.BaseVersion < 0 || gradient.BaseVersion > currentVersion)
        {
            return Rejected(
                GradientRejectionReason.UnknownVersion,
                $"The gradient was computed with version {gradient.BaseVersion}; there are versions 0 to {currentVersion}.");
        }

        var staleness = currentVersion - gradient.BaseVersion;
        if (rules.StalenessBound is { } bound && !bound.Allows(staleness))
        {
            return Rejected(
                GradientRejectionReason.TooStale,
                $"Its version {gradient.BaseVersion} lies {staleness} before version {currentVersion}; the bound is {bound.Maximum}.");
        }

        if (staleness > 0 && history is not null && !history.TryFind(gradient.BaseVersion, out _))
        {
            return Rejected(
                GradientRejectionReason.UnknownVersion,
                $"The gradient was computed with version {gradient.BaseVersion}, which no node was given.");
        }

        return null;
    }

    private AdmissionDecision? NumberFault(SubmitGradient gradient)
    {
        // Squares of float32 cannot overflow in the norm's double precision: it is finite exactly if every element is.
        var norm = GradientNorm.Compute(gradient.Gradient.Span);
        if (!double.IsFinite(norm))
            return NonFinite(gradient.Gradient.Span);
        if (norm > rules.MaxNorm)
            return Rejected(GradientRejectionReason.NormTooLarge, $"Its norm is {norm:g6}; at most {rules.MaxNorm:g6} is allowed.");

        // After the gradient itself: where it is NaN, its losses are too, and the gradient is the better reason.
        var rollout = gradient.Rollout;
        if (!double.IsFinite(rollout.PolicyLoss))
            return InvalidReport($"the policy loss {rollout.PolicyLoss}");
        if (!double.IsFinite(rollout.ValueLoss))
            return InvalidReport($"the value loss {rollout.ValueLoss}");
        if (!double.IsFinite(rollout.Entropy))
            return InvalidReport($"the entropy {rollout.Entropy}");
        if (!(rollout.GradientNorm >= 0 && double.IsFinite(rollout.GradientNorm)))
            return InvalidReport($"the gradient norm {rollout.GradientNorm}");

        // NaN stands for returns that do not vary, where there is nothing to explain.
        if (double.IsInfinity(rollout.ExplainedVariance))
            return InvalidReport($"the explained variance {rollout.ExplainedVariance}");
        return null;
    }

    private static AdmissionDecision NonFinite(ReadOnlySpan<float> gradient)
    {
        var index = 0;
        while (float.IsFinite(gradient[index]))
            index++;
        return Rejected(GradientRejectionReason.NonFinite, $"Element {index} of the gradient is {gradient[index]}.");
    }

    private static AdmissionDecision InvalidReport(FormattableString fault) =>
        Rejected(GradientRejectionReason.InvalidReport, $"The rollout's report has {FormattableString.Invariant(fault)}.");

    private static AdmissionDecision Rejected(GradientRejectionReason reason, FormattableString explanation) =>
        AdmissionDecision.Rejected(reason, FormattableString.Invariant(explanation));
}
