using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Updates;

/// <summary>
/// Makes versions of the parameters out of gradients. Each is held for as long as a process that stands by has to catch up, then admitted or refused, and
/// applied alone or with the others of its round; whoever sent it is answered, after the parameters that it led to.
/// </summary>
/// <typeparam name="TNode">What an answer is sent to.</typeparam>
/// <param name="run">Decides.</param>
/// <param name="answers">The way to the nodes.</param>
/// <param name="witness">Sees every gradient that is applied; null for nobody.</param>
internal sealed class ParameterUpdates<TNode>(TrainingRun run, IGradientAnswers<TNode> answers, IRunWitness? witness)
{
    private readonly HeldGradients<TNode> _held = new();

    /// <summary>A gradient has come.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="node">Who is answered.</param>
    /// <param name="mayApply">Whether another version may be made now; if not, the gradient is held.</param>
    /// <param name="now">The time.</param>
    public UpdateOutcome Take(SubmitGradient gradient, TNode node, bool mayApply, DateTimeOffset now)
    {
        if (mayApply)
            return Admit(gradient, node, now);
        if (_held.TryHold(gradient, node, run.Nodes.WorkerCount * run.Plan.GradientsInFlight))
            return new UpdateOutcome(GradientFate.Waits);
        Refuse(gradient, GradientRejectionReason.Overloaded, "More gradients wait than the workers may have in flight.", node);
        return new UpdateOutcome(GradientFate.Refused);
    }

    /// <summary>It is the turn of the gradient that has been held for longest, now that another version may be made.</summary>
    /// <returns>Null if none is held.</returns>
    public UpdateOutcome? TakeHeld(DateTimeOffset now) => _held.TryTake(out var held) ? Admit(held.Gradient, held.Node, now) : null;

    /// <summary>Applies a round of synchronous training if it is complete, and answers all who gave a gradient to it.</summary>
    /// <param name="mayApply">Whether another version may be made now; if not, the round waits.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is a new version.</returns>
    public bool ApplyRound(bool mayApply, DateTimeOffset now)
    {
        if (!mayApply || run.Barrier?.TakeRound(now) is not { Count: > 0 } round)
            return false;
        var version = run.ApplyRound(round, now);
        foreach (var gradient in round)
        {
            witness?.GradientApplied(gradient, version, run.Parameters.EnvironmentSteps, run.Parameters.Values);
            answers.PublishTo(gradient.Node);
            if (answers.TryFind(gradient.Node, out var node))
                answers.Applied(gradient, version, staleness: 0, node);
        }

        return true;
    }

    /// <summary>Refuses a gradient because nothing is trained any more.</summary>
    public void RefuseAfterTheEnd(SubmitGradient gradient, TNode node) =>
        Refuse(gradient, GradientRejectionReason.TrainingCompleted, "The run is over.", node);

    /// <summary>Refuses all gradients that are held, because nothing is trained any more.</summary>
    public void RefuseHeldAfterTheEnd()
    {
        while (_held.TryTake(out var held))
            RefuseAfterTheEnd(held.Gradient, held.Node);
    }

    private UpdateOutcome Admit(SubmitGradient gradient, TNode node, DateTimeOffset now)
    {
        var decision = run.Admission.Decide(gradient, run.Parameters.Version);
        if (!decision.IsAdmitted)
        {
            answers.PublishTo(gradient.Node);
            answers.Rejected(gradient, decision.Reason.Value, decision.Explanation, node);
            return new UpdateOutcome(GradientFate.Refused, run.Reject(gradient, decision.Reason.Value, decision.Explanation));
        }

        if (run.Barrier is null)
        {
            Apply(gradient, decision.Staleness, node, now);
            return new UpdateOutcome(GradientFate.Applied);
        }

        run.Contribute(gradient, now);
        return new UpdateOutcome(ApplyRound(mayApply: true, now) ? GradientFate.Applied : GradientFate.Waits);
    }

    private void Apply(SubmitGradient gradient, long staleness, TNode node, DateTimeOffset now)
    {
        var version = run.Apply(gradient, staleness, now);
        witness?.GradientApplied(gradient, version, run.Parameters.EnvironmentSteps, run.Parameters.Values);

        answers.PublishTo(gradient.Node);
        answers.Applied(gradient, version, staleness, node);
    }

    /// <summary>Refuses a gradient for a reason that says nothing about its worker.</summary>
    private void Refuse(SubmitGradient gradient, GradientRejectionReason reason, string explanation, TNode node)
    {
        run.Statistics.GradientRejected(reason);
        answers.Rejected(gradient, reason, explanation, node);
    }
}
