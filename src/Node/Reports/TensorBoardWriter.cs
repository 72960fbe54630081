using System.Globalization;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Writes metrics as TensorBoard events, under the tags of Stable-Baselines3, at the environment step of the row.</summary>
/// <remarks>A metric that was not measured has no point. A row that fails half-way is taken back, for TensorBoard stops reading at a torn record.</remarks>
public sealed class TensorBoardWriter : IMetricsWriter
{
    private readonly TimeProvider _timeProvider;
    private readonly GrowingFile _file;
    private readonly TensorBoardRecords _records = new();

    /// <summary>Creates an events file of its own in the folder.</summary>
    /// <param name="folder">The run folder: TensorBoard shows its name as the run's.</param>
    /// <param name="timeProvider">Gives the wall time of each row.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public TensorBoardWriter(string folder, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var now = timeProvider.GetUtcNow();
        _file = CreateFile(folder, now.ToUnixTimeSeconds());
        _records.AddFileVersion(WallTime(now));
        _file.Append(_records.Written);
    }

    /// <inheritdoc/>
    public void Append(MetricsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var wallTime = WallTime(_timeProvider.GetUtcNow());
        _records.Clear();
        foreach (var (tag, scalar) in Scalars(row))
        {
            if (scalar is { } value)
                _records.AddScalar(wallTime, row.EnvironmentSteps, tag, (float)value);
        }

        _file.Append(_records.Written);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Tag and value of every metric; docs/algorithm.md, section Metrics, lists them.</summary>
    internal static IEnumerable<(string Tag, double? Scalar)> Scalars(MetricsRow row) =>
    [
        ("rollout/ep_rew_mean", row.EpisodeReturnMean),
        ("rollout/ep_len_mean", row.EpisodeLengthMean),
        ("rollout/episodes", row.Episodes),
        ("time/fps", row.StepsPerSecond),
        ("time/time_elapsed", row.WallSeconds),
        ("train/policy_loss", row.PolicyLoss),
        ("train/value_loss", row.ValueLoss),
        ("train/entropy_loss", -row.Entropy),
        ("train/explained_variance", row.ExplainedVariance),
        ("train/learning_rate", row.LearningRate),
        ("train/ent_coef", row.EntropyCoefficient),
        ("train/grad_norm", row.GradientNorm),
        ("train/n_updates", row.Version),
        ("eval/mean_reward", row.EvaluationReturnMean),
        ("eval/std_reward", row.EvaluationReturnStd),
        ("async/gradients_per_second", row.GradientsPerSecond),
        ("async/staleness_mean", row.StalenessMean),
        ("async/staleness_max", row.StalenessMax),
        ("async/gradients_rejected", row.GradientsRejected),
    ];

    /// <summary>TensorBoard finds a file by the beginning of its name, and reads a folder's files in the order of their names.</summary>
    private static GrowingFile CreateFile(string folder, long unixSeconds)
    {
        for (var ordinal = 0; ; ordinal++)
        {
            var path = Path.Combine(folder, string.Create(
                CultureInfo.InvariantCulture, $"events.out.tfevents.{unixSeconds:D10}.{Environment.MachineName}.{Environment.ProcessId}.{ordinal}"));
            if (!File.Exists(path))
                return new GrowingFile(path, FileMode.CreateNew);
        }
    }

    private static double WallTime(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
