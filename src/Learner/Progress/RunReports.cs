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
/// <remarks>
/// A fast run has hundreds of rows of metrics in a second, and an observer that is woken for each takes a core from a worker about as often. So rows wait for
/// each other: the first of a while goes at once, those that follow within <see cref="RowPause"/> go together, and every other fact comes after the rows before it.
/// </remarks>
internal sealed class RunReports(TrainingRun run, IActorRef evaluator, IActorRef observer, ILoggingAdapter log)
{
    /// <summary>Short for whoever looks at a run, and long beside the time in which rows are written.</summary>
    internal static readonly TimeSpan RowPause = TimeSpan.FromMilliseconds(100);

    private readonly Queue<MetricsRecorded> _rows = new();
    private DateTimeOffset _rowsToldAt = DateTimeOffset.MinValue;

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
            Tell(recorded);
        return outcome.Stop;
    }

    /// <summary>There is a new version: it may be time for a row of metrics, or for an evaluation.</summary>
    public void VersionReached(DateTimeOffset now)
    {
        if (run.AreMetricsDue())
            _rows.Enqueue(run.TakeMetrics(now));
        TellRowsInTime(now);
        AskEvaluator(now);
    }

    /// <summary>Tells the observer the rows that have waited for long enough.</summary>
    public void TellRowsInTime(DateTimeOffset now)
    {
        if (_rows.Count == 0 || now - _rowsToldAt < RowPause)
            return;
        _rowsToldAt = now;
        TellRows();
    }

    /// <summary>Tells the observer every row, because nobody comes to this learner any more who could.</summary>
    public void TellRows()
    {
        while (_rows.TryDequeue(out var row))
            observer.Tell(row);
    }

    /// <summary>The learner makes way for another.</summary>
    public void MadeWay(DateTimeOffset now) =>
        Tell(new LearnerMadeWay(run.Status(TrainingPhase.Training, now), run.Parameters.Snapshot()));

    /// <summary>The run is over: the last row of metrics, if there is anything to say, and how it ended.</summary>
    public void Completed(StopDecision decision, DateTimeOffset now)
    {
        if (!run.Statistics.Row.IsEmpty || run.Statistics.NewEvaluation is not null)
            _rows.Enqueue(run.TakeMetrics(now));
        Tell(new RunCompleted(
            decision.Outcome,
            decision.Explanation,
            run.Status(TrainingPhase.Completed, now),
            run.Parameters.Snapshot(),
            run.Stopping.Solved));
    }

    private void Tell(object fact)
    {
        TellRows();
        observer.Tell(fact);
    }
}
