using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class SimulationLedgerSpecs
{
    private const string Run = "run";
    private readonly SimulationLedger _ledger = new();

    public SimulationLedgerSpecs() => _ledger.TermBegan(At(0), "learner", Run, term: 1, version: 0, environmentSteps: 0);

    [Fact]
    public void A_takeover_loses_the_steps_that_are_not_in_the_successors_state()
    {
        Apply(At(1), "learner", term: 1, steps: 5_000);
        _ledger.FaultHappened(At(2), fault: 0);
        _ledger.TermBegan(At(9), "standby-1", Run, term: 2, version: 30, environmentSteps: 3_800);
        Apply(At(10), "standby-1", term: 2, steps: 3_900);

        var cost = _ledger.CostOf(0);
        Assert.Equal((1_200, 1), (cost.EnvironmentStepsLost, cost.Takeovers));
        Assert.Equal(3_900, _ledger.EnvironmentSteps);
    }

    [Fact]
    public void What_an_overtaken_learner_still_applies_is_lost_too()
    {
        Apply(At(1), "learner", term: 1, steps: 5_000);
        _ledger.FaultHappened(At(2), fault: 0);
        _ledger.TermBegan(At(9), "standby-1", Run, term: 2, version: 30, environmentSteps: 5_000);
        Apply(At(10), "learner", term: 1, steps: 5_600);

        Assert.Equal(600, _ledger.CostOf(0).EnvironmentStepsLost);
        Assert.Equal(5_000, _ledger.EnvironmentSteps);
    }

    [Fact]
    public void A_fault_answers_for_a_standstill_from_its_own_beginning_on()
    {
        Apply(At(1), "learner", term: 1, steps: 100);
        _ledger.FaultHappened(At(3), fault: 0);
        _ledger.FaultHappened(At(4), fault: 1);
        Apply(At(10), "learner", term: 1, steps: 200);
        Apply(At(11), "learner", term: 1, steps: 300);

        Assert.Equal(1, _ledger.CostOf(0).SecondsWithoutProgress);
        Assert.Equal(6, _ledger.CostOf(1).SecondsWithoutProgress);
        Assert.Equal(9, _ledger.Total.SecondsWithoutProgress);
    }

    [Fact]
    public void Rejected_and_lost_gradients_are_put_down_to_the_fault_before_them()
    {
        _ledger.GradientRejected(GradientRejectionReason.TooStale);
        _ledger.GradientsLost("worker-1", total: 2);
        _ledger.FaultHappened(At(1), fault: 0);
        _ledger.GradientRejected(GradientRejectionReason.NonFinite);
        _ledger.GradientRejected(GradientRejectionReason.NonFinite);
        _ledger.GradientsLost("worker-1", total: 5);
        _ledger.GradientsLost("worker-2", total: 1);

        Assert.Equal(new Dictionary<GradientRejectionReason, long> { [GradientRejectionReason.NonFinite] = 2 }, _ledger.CostOf(0).GradientsRejected);
        Assert.Equal(4, _ledger.CostOf(0).GradientsLost);
        Assert.Equal(6, _ledger.Total.GradientsLost);
        Assert.Equal(3, _ledger.Total.GradientsRejected.Values.Sum());
    }

    [Fact]
    public void A_fault_that_never_happened_has_cost_nothing()
    {
        Assert.Null(_ledger.WhenHappened(3));
        Assert.Equal(0, _ledger.CostOf(3).SecondsWithoutProgress);
    }

    private void Apply(TimeSpan at, string node, long term, long steps) => _ledger.GradientApplied(at, node, Run, term, steps);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
