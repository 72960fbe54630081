using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Stopping;

/// <summary>Notices when a run stands still and says, once, what it is waiting for.</summary>
/// <param name="timeout">How long nothing may progress.</param>
/// <param name="now">When the learner started.</param>
public sealed class StallWatch(TimeSpan timeout, DateTimeOffset now)
{
    private DateTimeOffset _progressedAt = now;
    private long _rejections;
    private string _lastRejection = "";
    private long _failures;
    private string _lastFailure = "";
    private long _evaluatorFailures;
    private string _lastEvaluatorFailure = "";

    /// <summary>Why the run stands still, in one sentence; null while it does not.</summary>
    public string? Standstill { get; private set; }

    /// <summary>A gradient was applied.</summary>
    public void Progressed(DateTimeOffset now)
    {
        _progressedAt = now;
        _rejections = 0;
        _failures = 0;
        _evaluatorFailures = 0;
        Standstill = null;
    }

    /// <summary>A gradient was refused.</summary>
    public void GradientRejected(GradientRejectionReason reason, string explanation)
    {
        _rejections++;
        _lastRejection = $"{reason}: {explanation}";
    }

    /// <summary>A worker died of an exception.</summary>
    public void WorkerFailed(string cause)
    {
        _failures++;
        _lastFailure = cause;
    }

    /// <summary>The evaluator failed.</summary>
    public void EvaluationFailed(string cause)
    {
        _evaluatorFailures++;
        _lastEvaluatorFailure = cause;
    }

    /// <summary>Looks whether the run stands still.</summary>
    /// <param name="workerCount">Registered workers.</param>
    /// <param name="awaitedWorkers">Workers without which training does not begin, ≥ 1.</param>
    /// <returns>One sentence, once in each standstill; null otherwise.</returns>
    public string? Check(int workerCount, DateTimeOffset now, int awaitedWorkers = 1)
    {
        var elapsed = now - _progressedAt;
        if (elapsed < timeout)
            return null;
        var isNew = Standstill is null;
        Standstill = FormattableString.Invariant(
            $"No gradient was applied for {elapsed.TotalSeconds:F0} s: {Cause(workerCount, awaitedWorkers)}.");
        return isNew ? Standstill : null;
    }

    private string Cause(int workerCount, int awaitedWorkers)
    {
        if (workerCount == 0)
            return "no worker node is registered";
        if (workerCount < awaitedWorkers)
            return $"{workerCount} of the {awaitedWorkers} workers that training begins with are registered";
        if (_rejections > 0)
            return $"{_rejections} were refused, the last one as {_lastRejection.TrimEnd('.')}";
        if (_failures > 0)
            return $"workers failed {_failures} times, the last time with: {_lastFailure.TrimEnd('.')}";
        return _evaluatorFailures > 0
            ? $"the evaluator failed {_evaluatorFailures} times, the last time with: {_lastEvaluatorFailure.TrimEnd('.')}"
            : $"none came from the {workerCount} registered workers";
    }
}
