using ActorCritic.Distributed.Algorithm.Schedules;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Schedules;

public class ScheduleSpecs
{
    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(250, 0.6)]
    [InlineData(500, 0.4)]
    [InlineData(999, 0.0008)]
    [InlineData(1000, 0)]
    [InlineData(1001, 0)]
    [InlineData(long.MaxValue, 0)]
    public void Linear_falls_to_0_over_the_budget_and_stays_there(long environmentSteps, double expected) =>
        Assert.Equal(expected, new Schedule(ScheduleShape.Linear, 0.8, 1000).ValueAt(environmentSteps), 1e-15);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    public void Constant_keeps_its_initial_value(long environmentSteps) =>
        Assert.Equal(0.8, new Schedule(ScheduleShape.Constant, 0.8, 1000).ValueAt(environmentSteps));

    [Fact]
    public void Linear_never_rises_and_never_leaves_its_range()
    {
        var genSteps = Gen.Long[0, 2_000_000];
        Check.Sample(Gen.Select(Gen.Double[0, 10], Gen.Long[1, 1_000_000], genSteps, genSteps), (initialValue, budget, one, other) =>
        {
            var schedule = new Schedule(ScheduleShape.Linear, initialValue, budget);
            var (earlier, later) = (schedule.ValueAt(Math.Min(one, other)), schedule.ValueAt(Math.Max(one, other)));

            Assert.InRange(later, 0, earlier);
            Assert.InRange(earlier, 0, initialValue);
        });
    }

    [Fact]
    public void Every_shape_has_a_name_that_can_be_read_back()
    {
        Assert.Equal(["constant", "linear"], Schedule.ShapeNames);
        Assert.Equal(Enum.GetValues<ScheduleShape>(), Schedule.ShapeNames.Select(name =>
        {
            Assert.True(Schedule.TryParseShape(name, out var shape));
            return shape;
        }));
        Assert.True(Schedule.TryParseShape("LINEAR", out var linear));
        Assert.Equal(ScheduleShape.Linear, linear);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("constant,linear")]
    [InlineData("cosine")]
    public void Other_names_are_not_shapes(string? name) => Assert.False(Schedule.TryParseShape(name, out _));

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule((ScheduleShape)7, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(ScheduleShape.Linear, -1e-9, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(ScheduleShape.Linear, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(ScheduleShape.Linear, double.PositiveInfinity, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(ScheduleShape.Linear, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(ScheduleShape.Linear, 1, 1).ValueAt(-1));
    }
}
