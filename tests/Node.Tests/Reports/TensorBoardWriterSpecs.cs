using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class TensorBoardWriterSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_checksum_of_the_reader_is_CRC_32C() => Assert.Equal(0xE3069283u, TensorBoardEvents.Crc("123456789"u8));

    [Fact]
    public void A_row_becomes_one_scalar_per_metric_under_the_usual_tags_at_its_environment_step()
    {
        using var writer = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now));
        writer.Append(MetricsRows.Full);
        writer.Append(MetricsRows.Full with { EnvironmentSteps = 20_000_000, EvaluationReturnMean = null, EvaluationReturnStd = null });

        var events = ReadEvents();
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        (string, float)[] expected =
        [
            ("rollout/ep_rew_mean", 200.25f),
            ("rollout/ep_len_mean", 201.5f),
            ("rollout/episodes", 42f),
            ("time/fps", 150_000f),
            ("time/time_elapsed", 1.5f),
            ("train/policy_loss", -0.125f),
            ("train/value_loss", 3.75f),
            ("train/entropy_loss", -0.5f),
            ("train/explained_variance", 0.875f),
            ("train/learning_rate", 0.0009765625f),
            ("train/ent_coef", 0.03125f),
            ("train/grad_norm", 0.625f),
            ("train/n_updates", 321f),
            ("eval/mean_reward", 480.5f),
            ("eval/std_reward", 12.25f),
            ("async/gradients_per_second", 1024.5f),
            ("async/staleness_mean", 0.75f),
            ("async/staleness_max", 3f),
            ("async/gradients_rejected", 2f),
        ];
        var first = events.Where(point => point.Step == 12_345_678).ToList();
        Assert.Equal(expected, first.Select(point => (point.Tag!, point.Scalar)));
        Assert.All(first, point => Assert.Equal(1_790_000_000.0, point.WallTime));
        var second = events.Where(point => point.Step == 20_000_000).ToList();
        Assert.Equal(
            expected.Select(pair => pair.Item1).Where(tag => !tag.StartsWith("eval/", StringComparison.Ordinal)),
            second.Select(point => point.Tag!));
        Assert.Equal(1 + first.Count + second.Count, events.Count);
    }

    [Fact]
    public void A_metric_that_was_not_measured_has_no_point()
    {
        using var writer = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now));
        writer.Append(MetricsRows.Empty);

        Assert.Equal(
            ["rollout/episodes", "time/time_elapsed", "train/n_updates", "async/gradients_rejected"],
            ReadEvents().Skip(1).Select(point => point.Tag!));
    }

    [Fact]
    public void A_row_that_fails_leaves_the_file_readable()
    {
        var clock = new FailingClock();
        using var writer = new TensorBoardWriter(_folder.Path, clock);
        writer.Append(MetricsRows.Empty);
        clock.CallsUntilFailure = 0;
        Assert.Throws<IOException>(() => writer.Append(MetricsRows.Full));
        clock.CallsUntilFailure = int.MaxValue;
        writer.Append(MetricsRows.Empty with { EnvironmentSteps = 7 });

        Assert.Equal([0, 0, 0, 0, 7, 7, 7, 7], ReadEvents().Skip(1).Select(point => point.Step));
    }

    [Fact]
    public void Steps_beyond_32_bits_are_written()
    {
        using var writer = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now));
        writer.Append(MetricsRows.Empty with { EnvironmentSteps = 5_000_000_000 });

        Assert.All(ReadEvents().Skip(1), point => Assert.Equal(5_000_000_000, point.Step));
    }

    [Fact]
    public void Two_writers_of_a_second_have_files_of_their_own()
    {
        using var first = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now));
        using var second = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now));
        second.Append(MetricsRows.Empty);

        string[] files = Directory.GetFiles(_folder.Path, "events.out.tfevents.*");
        Assert.Equal([1, 5], files.Select(file => TensorBoardEvents.Read(file).Count).Order());
    }

    [Fact]
    public void Wall_times_have_milliseconds()
    {
        using var writer = new TensorBoardWriter(_folder.Path, new FixedTimeProvider(Now.AddMilliseconds(250)));
        writer.Append(MetricsRows.Empty);

        Assert.All(ReadEvents(), point => Assert.Equal(1_790_000_000.25, point.WallTime));
    }

    private string EventFile() => Assert.Single(Directory.GetFiles(_folder.Path, "events.out.tfevents.*"));

    private List<TensorBoardEvent> ReadEvents() => TensorBoardEvents.Read(EventFile());

    private sealed class FailingClock : TimeProvider
    {
        public int CallsUntilFailure { get; set; } = int.MaxValue;

        public override DateTimeOffset GetUtcNow() => CallsUntilFailure-- > 0 ? Now : throw new IOException("No space left on device");
    }
}
