using ActorCritic.Distributed.Node.Simulation;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class ChaosScheduleSpecs
{
    private const long MaxSteps = 200_000;

    private static readonly Gen<(ulong Seed, SimulatedCast Cast)> Draws =
        Gen.Select(Gen.ULong, Gen.Int[1, 5], Gen.Int[0, 3], (seed, workers, standbys) => (seed, new SimulatedCast(workers, standbys)));

    [Fact]
    public void The_same_seed_draws_the_same_faults() =>
        Draws.Sample(draw => Assert.Equal(ChaosSchedule.Draw(draw.Seed, draw.Cast, MaxSteps), ChaosSchedule.Draw(draw.Seed, draw.Cast, MaxSteps)));

    [Fact]
    public void Whatever_is_drawn_a_learner_node_and_a_worker_node_are_never_killed() => Draws.Sample(draw =>
    {
        var killed = ChaosSchedule.Draw(draw.Seed, draw.Cast, MaxSteps).Where(fault => fault.Kind == FaultKind.Kill).Select(fault => fault.Node).ToList();

        Assert.NotEmpty(draw.Cast.LearnerNodes.Except(killed));
        Assert.NotEmpty(draw.Cast.WorkerNodes.Except(killed));
    });

    [Fact]
    public void Some_worker_node_always_sends_numbers() => Draws.Sample(draw =>
    {
        var broken = ChaosSchedule.Draw(draw.Seed, draw.Cast, MaxSteps).Where(fault => fault.Kind is FaultKind.Kill or FaultKind.Nan).Select(fault => fault.Node);

        Assert.NotEmpty(draw.Cast.WorkerNodes.Except(broken));
    });

    [Fact]
    public void Everything_that_is_drawn_happens_in_time_ends_and_can_be_typed() => Draws.Sample(draw =>
    {
        var faults = ChaosSchedule.Draw(draw.Seed, draw.Cast, MaxSteps);

        Assert.InRange(faults.Count, 3, 5);
        Assert.Empty(draw.Cast.FaultsIn(faults));
        Assert.Equal(faults.OrderBy(fault => fault.At.EnvironmentSteps), faults);
        foreach (var fault in faults)
        {
            Assert.InRange(fault.At.EnvironmentSteps!.Value, MaxSteps / 10, MaxSteps * 7 / 10);
            Assert.NotNull(fault.Duration);
            Assert.True(new FaultFormat().TryParse(fault.ToString(), out var typed, out _));
            Assert.Equal(fault, typed);
        }
    });

    [Fact]
    public void Every_kind_of_fault_is_drawn_and_learners_are_hit_too()
    {
        var cast = new SimulatedCast(Workers: 3, Standbys: 1);
        var faults = Enumerable.Range(0, 200).SelectMany(seed => ChaosSchedule.Draw((ulong)seed, cast, MaxSteps)).ToList();

        Assert.Equal(Enum.GetValues<FaultKind>(), faults.Select(fault => fault.Kind).Distinct().Order());
        Assert.Contains(faults, fault => fault is { Kind: FaultKind.Kill, Node: "learner" });
    }
}
