using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Writes metrics as TensorBoard events, under the tags of Stable-Baselines3, at the environment step of the row.</summary>
/// <remarks>
/// <para>
/// TorchSharp's SummaryWriter opens and closes the file for every scalar (about 15 µs each), so there is nothing to dispose, and computes
/// its checksums in libtorch's native library. Its steps are 32-bit integers and its wall times whole seconds: beyond step 2,147,483,647
/// metrics.csv goes on alone.
/// </para>
/// <para>
/// A metric that was not measured has no point; a row that fails half-way is taken back, for TensorBoard stops reading at a torn record.
/// </para>
/// </remarks>
public sealed class TensorBoardWriter : IMetricsWriter
{
    private const string EventFilePattern = "events.out.tfevents.*";

    private readonly TimeProvider _timeProvider;
    private readonly SummaryWriter _summaryWriter;
    private readonly string _eventFile;

    /// <summary>Creates an events file of its own in the folder.</summary>
    /// <param name="folder">The run folder: TensorBoard shows its name as the run's.</param>
    /// <param name="timeProvider">Gives the wall time of each point.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public TensorBoardWriter(string folder, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        string[] earlier = Directory.Exists(folder) ? Directory.GetFiles(folder, EventFilePattern) : [];
        _summaryWriter = torch.utils.tensorboard.SummaryWriter(folder);
        _eventFile = Directory.GetFiles(folder, EventFilePattern).Except(earlier).Single();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The row's step does not fit into 32 bits.</exception>
    public void Append(MetricsRow row)
    {
        if (row.EnvironmentSteps > int.MaxValue)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"TensorBoard events end at step {int.MaxValue:N0}, where TorchSharp's steps end; metrics.csv goes on"));
        }

        var wholeLength = new FileInfo(_eventFile).Length;
        try
        {
            foreach (var (tag, scalar) in Scalars(row))
            {
                if (scalar is { } value)
                    _summaryWriter.add_scalar(tag, (float)value, (int)row.EnvironmentSteps, _timeProvider.GetUtcNow().ToUnixTimeSeconds());
            }
        }
        catch
        {
            Truncate(wholeLength);
            throw;
        }
    }

    /// <summary>Does nothing: no file is open between rows.</summary>
    public void Dispose()
    {
    }

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

    private void Truncate(long length)
    {
        try
        {
            using var stream = new FileStream(_eventFile, FileMode.Open, FileAccess.Write);
            stream.SetLength(length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
