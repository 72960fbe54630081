using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Benchmarking;

namespace ActorCritic.Distributed.Node.Tests.Benchmarking;

public sealed class ThroughputSpecs
{
    private static readonly RolloutShape Shape = new(8, 16);

    private static readonly MachineCeiling Ceiling = new(
        Cores: 4,
        [new MultiplyAddRate(512, 90e9, 250e9), new MultiplyAddRate(256, 100e9, 240e9)],
        ReadOneCore: 10e9,
        ReadAllCores: 20e9,
        CopyOneCore: 8e9,
        CopyAllCores: 12e9);

    [Fact]
    public void What_happened_between_two_moments_is_divided_by_the_time_the_gradients_and_the_steps()
    {
        var before = new RunCounters(TimeSpan.FromSeconds(10), 1_000, 50, 100, 5_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        var after = new RunCounters(TimeSpan.FromSeconds(14), 9_000, 150, 300, 25_000, TimeSpan.FromSeconds(1.2), TimeSpan.FromSeconds(27.2));

        var row = Throughput.Between(before, after, PolicyBackend.Simd, workers: 2, Shape);

        Assert.Equal((2_000, 25, 50), (row.StepsPerSecond, row.UpdatesPerSecond, row.GradientsPerSecond));
        Assert.Equal(100, row.AllocatedPerGradient);
        Assert.Equal(0.05, row.CollectorShare, 12);
        Assert.Equal(900, row.ProcessorMicrosecondsPerStep, 9);
    }

    // One worker can use one core, at most at its fastest width; four or more all of them; two and three so many times one, but no more than all.
    [Theory]
    [InlineData(1, 100e9)]
    [InlineData(2, 200e9)]
    [InlineData(3, 250e9)]
    [InlineData(4, 250e9)]
    [InlineData(64, 250e9)]
    public void The_most_that_workers_could_compute_is_that_of_the_cores_they_can_keep_busy(int workers, double expected) =>
        Assert.Equal(expected, Ceiling.OperationsPerSecond(workers));

    // 1,000,000 steps of 25,000 operations are 25 GFLOP/s: a quarter of one core, a tenth of all.
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(64, 0.1)]
    public void The_share_is_what_the_network_computed_of_what_could_have_been(int workers, double expected)
    {
        var row = new Throughput(PolicyBackend.Simd, workers, Shape, 1_000_000, 0, 0, 0, 0, 0);

        Assert.Equal(expected, row.ShareOf(Ceiling, 25_000), 12);
    }

    // 4 GB/s where 8 could be copied.
    [Fact]
    public void An_optimizer_step_is_held_against_copying_as_many_bytes() =>
        Assert.Equal(2, new LearnerRate(4_675, 1, 1, 10_000_000, LargeBytesPerSecond: 4e9).TimesOfCopying(Ceiling));
}
