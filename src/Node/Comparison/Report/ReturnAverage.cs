using ActorCritic.Distributed.Algorithm.Methods;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>Where a trial reached a threshold.</summary>
/// <param name="Episodes">Episodes up to there.</param>
/// <param name="EnvironmentSteps">Environment steps up to there.</param>
internal readonly record struct ThresholdPoint(int Episodes, long EnvironmentSteps);

/// <summary>The mean return of the last 100 episodes of training, after each episode of a trial.</summary>
/// <remarks>As long as there are fewer than 100, it is the mean of all; but a threshold counts as reached only by a mean of 100.</remarks>
internal sealed class ReturnAverage
{
    /// <summary>Episodes of a mean.</summary>
    public const int Window = 100;

    private readonly IReadOnlyList<TrainingEpisode> _episodes;
    private readonly double[] _means;

    /// <summary>The means of a trial's episodes.</summary>
    public ReturnAverage(IReadOnlyList<TrainingEpisode> episodes)
    {
        _episodes = episodes;
        _means = new double[episodes.Count];
        for (var i = 0; i < _means.Length; i++)
        {
            // Summed anew each time: a running sum would carry the rounding of all earlier episodes.
            var sum = 0.0;
            var first = Math.Max(0, i + 1 - Window);
            for (var j = first; j <= i; j++)
                sum += episodes[j].Return;
            _means[i] = sum / (i + 1 - first);
        }
    }

    /// <summary>Episodes of the trial.</summary>
    public int Episodes => _means.Length;

    /// <summary>The mean at the end; NaN without an episode.</summary>
    public double Final => Episodes == 0 ? double.NaN : _means[^1];

    /// <summary>The mean after the given number of episodes, 1 … <see cref="Episodes"/>.</summary>
    public double AfterEpisodes(int episodes) => _means[episodes - 1];

    /// <summary>The mean of what had ended after so many environment steps; NaN where nothing had.</summary>
    public double AfterSteps(long environmentSteps)
    {
        var (low, high) = (0, Episodes);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_episodes[middle].EnvironmentSteps <= environmentSteps)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? double.NaN : _means[low - 1];
    }

    /// <summary>The mean over environment steps of <see cref="AfterSteps"/>, from the end of the first episode up to the given step; NaN if no episode has ended by then.</summary>
    public double MeanOver(long environmentSteps)
    {
        var sum = 0.0;
        for (var i = 0; i < Episodes && _episodes[i].EnvironmentSteps < environmentSteps; i++)
        {
            var next = i + 1 < Episodes ? Math.Min(_episodes[i + 1].EnvironmentSteps, environmentSteps) : environmentSteps;
            sum += _means[i] * (next - _episodes[i].EnvironmentSteps);
        }

        return Episodes == 0 || _episodes[0].EnvironmentSteps > environmentSteps ? double.NaN
            : _episodes[0].EnvironmentSteps == environmentSteps ? AfterSteps(environmentSteps)
            : sum / (environmentSteps - _episodes[0].EnvironmentSteps);
    }

    /// <summary>Where a mean of 100 episodes first was at least the threshold; null if none was.</summary>
    public ThresholdPoint? FirstAt(double threshold)
    {
        for (var i = Window - 1; i < _means.Length; i++)
        {
            if (_means[i] >= threshold)
                return new ThresholdPoint(i + 1, _episodes[i].EnvironmentSteps);
        }

        return null;
    }
}
