using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Simulation.Processes;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Simulation.Processes;

public sealed class ProcessObservationsSpecs
{
    private const string Run = "learner-3f9a1c";

    private readonly ProcessObservations _observations = new();

    [Fact]
    public void Before_a_run_has_begun_nothing_is_observed()
    {
        Assert.False(Observe(1, version: 5));
        Assert.Null(_observations.ProgressAt(At(1)));
    }

    [Fact]
    public void Time_begins_with_the_first_gradient_that_is_seen_to_be_applied()
    {
        Begin();
        Assert.True(Observe(1, version: 0));
        Assert.Null(_observations.ProgressAt(At(2)));

        Observe(3, version: 2);

        Assert.Equal((At(2), 128), _observations.ProgressAt(At(5)));
    }

    [Fact]
    public void A_takeover_loses_what_the_new_learner_says_that_it_does_not_know()
    {
        Begin();
        Observe(1, version: 1);
        Observe(2, version: 10);
        _observations.FaultHappened(At(3), 0);

        _observations.Heard(At(9), "standby-1", $"The learner of {Run} is in this process now: it goes on from version 8 (512 steps), in term 2.");
        Observe(10, version: 9, term: 2);

        var cost = _observations.Read(ledger => ledger.CostOf(0));
        Assert.Equal((128, 1, 7.0), (cost.EnvironmentStepsLost, cost.Takeovers, cost.SecondsWithoutProgress));
        Assert.Equal(["learner", "standby-1"], _observations.Read(ledger => ledger.Terms).Select(term => term.Node));
    }

    [Fact]
    public void A_learner_that_is_overtaken_is_not_listened_to()
    {
        Begin();
        Observe(1, version: 1);
        _observations.Heard(At(2), "standby-1", $"The learner of {Run} is in this process now: it goes on from version 1 (64 steps), in term 2.");

        Assert.False(Observe(3, version: 100));

        Assert.Equal(64, _observations.ProgressAt(At(3))?.EnvironmentSteps);
    }

    [Fact]
    public void Refused_and_lost_gradients_count_once_also_where_a_new_learner_knows_of_fewer()
    {
        Begin();
        Observe(1, version: 1, rejected: 3, lost: 2);
        Observe(2, version: 2, rejected: 2, lost: 1);
        Observe(3, version: 3, rejected: 4, lost: 3);

        var total = _observations.Read(ledger => ledger.Total);

        Assert.Equal((4, 3), (total.GradientsRejected[GradientRejectionReason.TooStale], total.GradientsLost));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Begin() => _observations.Heard(At(0), SimulatedCast.Learner, "A new run begins: runs/learner.");

    private bool Observe(double seconds, long version, long term = 1, long rejected = 0, long lost = 0) => _observations.Observed(At(seconds), SampleRun.Status with
    {
        Run = Run,
        Term = term,
        Version = version,
        EnvironmentSteps = version * 64,
        Rejections = [new RejectionCount(GradientRejectionReason.TooStale, rejected)],
        GradientsLost = lost,
    });
}
