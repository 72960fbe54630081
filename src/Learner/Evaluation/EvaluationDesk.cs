using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Statistics;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Evaluation;

/// <summary>Has the versions evaluated that are due, and says what an answer of the evaluator means for the run.</summary>
/// <param name="options">The run, its learner's term of office and how long an evaluation may take.</param>
/// <param name="plan">What the evaluator plays with.</param>
/// <param name="schedule">Which version is evaluated next.</param>
/// <param name="statistics">Keeps the results.</param>
/// <param name="stopping">Whether the run is over.</param>
/// <param name="stall">Hears why evaluations fail.</param>
public sealed class EvaluationDesk(
    LearnerOptions options, TrainingPlan plan, EvaluationSchedule schedule, TrainingStatistics statistics, StoppingRule stopping, StallWatch stall)
{
    /// <summary>What to ask the evaluator for now; null while it is busy or nothing is due.</summary>
    public EvaluatePolicy? Start(DateTimeOffset now) =>
        schedule.Start(now) is { } request
            ? new EvaluatePolicy(
                options.Run,
                options.Term,
                request.Round,
                plan.Environment,
                plan.Network,
                request.Parameters,
                request.Episodes,
                request.Seed)
            : null;

    /// <summary>The evaluator has answered.</summary>
    public EvaluationOutcome Evaluated(PolicyEvaluated result, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!IsOfThisTerm(result.Run, result.Term) || schedule.Finish(result.Round, result.Version) is not { } request)
            return default;
        if (request.FaultIn(result) is { } fault)
            return Repeat(request, fault);

        statistics.Evaluated(result);
        var verdict = stopping.Evaluated(request, result);
        if (verdict.Confirm)
            schedule.Confirm(request);
        var recorded = new EvaluationRecorded(statistics.Elapsed(now), request.Number, result, request.Parameters);
        return new EvaluationOutcome(recorded, Failure: null, verdict.Stop);
    }

    /// <summary>The evaluator could not answer.</summary>
    public EvaluationOutcome Failed(EvaluationFailed failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return IsOfThisTerm(failure.Run, failure.Term) && schedule.Finish(failure.Round, failure.Version) is { } request
            ? Repeat(request, failure.Cause)
            : default;
    }

    /// <summary>Waits no longer for an evaluation that takes too long.</summary>
    public EvaluationOutcome GiveUpOverdue(DateTimeOffset now) =>
        schedule.IsOverdue(now)
        && schedule.Current is { } overdue
        && schedule.Finish(overdue.Round, overdue.Parameters.Version) is { } request
            ? Repeat(request, $"no answer came within {options.EvaluationTimeout.TotalSeconds} s")
            : default;

    private bool IsOfThisTerm(string run, long term) => run == options.Run && term == options.Term;

    private EvaluationOutcome Repeat(EvaluationRequest request, string cause)
    {
        schedule.Repeat(request);
        stall.EvaluationFailed(cause);
        var failure = $"version {request.Parameters.Version}, round {request.Round}: {cause}";
        return new EvaluationOutcome(Recorded: null, failure, stopping.EvaluationFailed(cause));
    }
}
