using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Statistics;

/// <summary>Means over the gradients that were applied since the last row of metrics.</summary>
public sealed class MetricsRow
{
    private long _count;
    private double _policyLoss;
    private double _valueLoss;
    private double _entropy;
    private double _gradientNorm;
    private double _explainedVariance;
    private long _explainedVarianceCount;
    private double _staleness;

    /// <summary>A row before its first gradient.</summary>
    public MetricsRow()
    {
    }

    /// <summary>Goes on where another row stood.</summary>
    public MetricsRow(MetricsRowSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        (_count, _policyLoss, _valueLoss, _entropy, _gradientNorm, _explainedVariance, _explainedVarianceCount, _staleness, StalenessMaximum) = sums;
    }

    /// <summary>Whether no gradient was applied since the last row.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Mean policy loss.</summary>
    public double PolicyLoss => _policyLoss / _count;

    /// <summary>Mean value loss.</summary>
    public double ValueLoss => _valueLoss / _count;

    /// <summary>Mean entropy, in nats.</summary>
    public double Entropy => _entropy / _count;

    /// <summary>Mean global norm before clipping.</summary>
    public double GradientNorm => _gradientNorm / _count;

    /// <summary>Mean explained variance over the rollouts that have one; NaN if none has.</summary>
    public double ExplainedVariance => _explainedVariance / _explainedVarianceCount;

    /// <summary>Mean staleness, in versions.</summary>
    public double StalenessMean => _staleness / _count;

    /// <summary>Largest staleness, in versions.</summary>
    public long StalenessMaximum { get; private set; }

    /// <summary>All of it, to go on from elsewhere.</summary>
    public MetricsRowSums Export() => new(
        _count, _policyLoss, _valueLoss, _entropy, _gradientNorm, _explainedVariance, _explainedVarianceCount, _staleness, StalenessMaximum);

    /// <summary>A gradient was applied.</summary>
    public void Add(RolloutReport rollout, long staleness)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        _count++;
        _policyLoss += rollout.PolicyLoss;
        _valueLoss += rollout.ValueLoss;
        _entropy += rollout.Entropy;
        _gradientNorm += rollout.GradientNorm;
        if (!double.IsNaN(rollout.ExplainedVariance))
        {
            _explainedVariance += rollout.ExplainedVariance;
            _explainedVarianceCount++;
        }

        _staleness += staleness;
        StalenessMaximum = Math.Max(StalenessMaximum, staleness);
    }
}
