using ActorCritic.Distributed.Learner.Progress;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Progress;

public sealed class StepIntervalSpecs
{
    [Fact]
    public void It_is_reached_at_the_first_steps_at_or_past_each_multiple()
    {
        var interval = new StepInterval(100);

        Assert.Equal(
            [false, false, true, false, true, true, false],
            new[] { 0L, 99, 100, 199, 201, 300, 399 }.Select(interval.Reached));
    }

    [Fact]
    public void Several_multiples_at_once_count_as_one()
    {
        var interval = new StepInterval(100);

        Assert.True(interval.Reached(550));
        Assert.False(interval.Reached(599));
        Assert.True(interval.Reached(600));
    }

    [Fact]
    public void It_is_reached_whenever_the_number_of_whole_intervals_has_changed() =>
        Gen.Select(Gen.Long[1, 50], Gen.Int[0, 200].Array[1, 30]).Sample((length, increments) =>
        {
            var interval = new StepInterval(length);
            var steps = 0L;
            foreach (var increment in increments)
            {
                var before = steps / length;
                steps += increment;
                Assert.Equal(steps / length != before, interval.Reached(steps));
            }
        });

    [Fact]
    public void An_interval_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new StepInterval(0));
}
