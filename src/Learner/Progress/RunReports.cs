using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>What the learner tells those who look at a run from outside: the evaluator what to play, and the observer what has happened.</summary>
/// <param name="run">The run.</param>
/// <param name="evaluator">Is asked for evaluations, one at a time.</param>
/// <param name="observer">Is told the facts of the run.</param>
/// <param name="log">The learner's.</param>
internal sealed class RunReports(TrainingRun run, IActorRef evaluator, IActorRef observer, ILoggingAdapter log)
{
    /// <summary>Asks for the evaluation that is due, unless there is none or another is being played.</summary>
    public void AskEvaluator(DateTimeOffset now)
    {
        if (run.EvaluationDesk.Start(now) is { } request)
            evaluator.Tell(request);
    }

    /// <summary>An evaluation has come to its end, or to none.</summary>
    /// <returns>The end of the run, if it follows.</returns>
    public StopDecision? Evaluated(EvaluationOutcome outcome)
    {
        if (outcome.Failure is { } failure)
            log.Warning("An evaluation failed: {0}", failure);
        if (outcome.Recorded is { } recorded)
            observer.Tell(recorded);
        return outcome.Stop;
    }

    /// <summary>There is a new version: it may be time for a row of metrics, or for an evaluation.</summary>
    public void VersionReached(DateTimeOffset now)
    {
        if (run.AreMetricsDue())
            observer.Tell(run.TakeMetrics(now));
        AskEvaluator(now);
    }

    /// <summary>The learner makes way for another.</summary>
    public void MadeWay(DateTimeOffset now) =>
        observer.Tell(new LearnerMadeWay(run.Status(TrainingPhase.Training, now), run.Parameters.Snapshot()));

    /// <summary>The run is over: the last row of metrics, if there is anything to say, and how it ended.</summary>
    public void Completed(StopDecision decision, DateTimeOffset now)
    {
        if (!run.Statistics.Row.IsEmpty || run.Statistics.NewEvaluation is not null)
            observer.Tell(run.TakeMetrics(now));
        observer.Tell(new RunCompleted(
            decision.Outcome,
            decision.Explanation,
            run.Status(TrainingPhase.Completed, now),
            run.Parameters.Snapshot(),
            run.Stopping.Solved));
    }
}
