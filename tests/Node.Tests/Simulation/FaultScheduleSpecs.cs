using ActorCritic.Distributed.Node.Simulation;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class FaultScheduleSpecs
{
    private static readonly FaultStep[] Nothing = [];

    [Fact]
    public void A_fault_begins_once_at_its_time_and_ends_its_duration_later()
    {
        var schedule = new FaultSchedule([new Fault(FaultKind.Cut, "worker-1", FaultMoment.After(Seconds(5)), Seconds(2))]);

        Assert.Equal(Nothing, schedule.Due(Seconds(4.9), 0));
        Assert.Equal([new FaultStep(0, FaultPhase.Begin)], schedule.Due(Seconds(5.5), 0));
        Assert.Equal(Nothing, schedule.Due(Seconds(7.4), 0));
        Assert.Equal([new FaultStep(0, FaultPhase.End)], schedule.Due(Seconds(7.5), 0));
        Assert.Equal(Nothing, schedule.Due(Seconds(60), 0));
    }

    [Fact]
    public void A_fault_at_a_step_waits_for_the_step_whatever_the_time()
    {
        var schedule = new FaultSchedule([new Fault(FaultKind.Kill, "worker-1", FaultMoment.AtSteps(20_000))]);

        Assert.Equal(Nothing, schedule.Due(Seconds(100), 19_999));
        Assert.Equal([new FaultStep(0, FaultPhase.Begin)], schedule.Due(Seconds(101), 20_000));
        Assert.Equal(Nothing, schedule.Due(Seconds(200), 40_000));
    }

    [Fact]
    public void A_takeover_that_goes_back_in_steps_brings_no_fault_a_second_time()
    {
        var schedule = new FaultSchedule([new Fault(FaultKind.Kill, "learner", FaultMoment.AtSteps(20_000))]);
        Assert.Single(schedule.Due(Seconds(1), 20_000));

        Assert.Equal(Nothing, schedule.Due(Seconds(2), 12_000));
        Assert.Equal(Nothing, schedule.Due(Seconds(3), 20_001));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
