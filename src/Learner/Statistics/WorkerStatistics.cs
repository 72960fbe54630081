using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>What one worker has contributed.</summary>
/// <param name="rateWindow">The span over which its rate is measured.</param>
public sealed class WorkerStatistics(TimeSpan rateWindow)
{
    private readonly RateWindow _steps = new(rateWindow);
    private readonly long[] _rejections = new long[Enum.GetValues<GradientRejectionReason>().Length];
    private long _applied;
    private long _environmentSteps;
    private double _stalenessSum;
    private long _stalenessMaximum;
    private long _failures;

    /// <summary>A gradient of it was applied.</summary>
    public void GradientApplied(int environmentSteps, long staleness, DateTimeOffset now)
    {
        _applied++;
        _environmentSteps += environmentSteps;
        _steps.Add(environmentSteps, now);
        _stalenessSum += staleness;
        _stalenessMaximum = Math.Max(_stalenessMaximum, staleness);
    }

    /// <summary>Gradients of it that were refused, by reason.</summary>
    public ReadOnlySpan<long> Rejections => _rejections;

    /// <summary>A gradient of it was refused.</summary>
    public void GradientRejected(GradientRejectionReason reason) => _rejections[(int)reason]++;

    /// <summary>It died of an exception.</summary>
    public void Failed() => _failures++;

    /// <summary>All of it, for a status report.</summary>
    public WorkerStatus Status(int worker, DateTimeOffset now)
    {
        var stalenessMean = _applied == 0 ? 0 : _stalenessSum / _applied;
        return new WorkerStatus(
            worker, _applied, _rejections.Sum(), _environmentSteps, _steps.PerSecond(now), stalenessMean, _stalenessMaximum, _failures);
    }
}
