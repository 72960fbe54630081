using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;
using static ActorCritic.Distributed.Algorithm.Tests.Environments.CheckedCorridor;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>Every environment here is a corridor with exactly one mistake.</summary>
public class EnvironmentCheckerSpecs
{
    [Fact]
    public void Nothing_is_found_in_an_environment_without_a_mistake() =>
        Gen.ULong.Sample(seed => EnvironmentChecker.Check(Corridor.DefaultSpec, () => new Corridor(), seed).Count == 0);

    [Fact]
    public void A_finding_says_what_was_seen_and_what_to_change()
    {
        var finding = FindOne(new EnvironmentSpec("Corridor-v0", new Box([-5, 3], [5, 0]), new Discrete(2), 200, 3), () => new Corridor());

        Assert.Equal(EnvironmentFault.ObservationBoundsInvalid, finding.Fault);
        Assert.Equal("Element 1 of the observation space has the bounds [3, 0].", finding.Seen);
        Assert.StartsWith("Put the lower bound first", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_spec_are_found_at_once()
    {
        var findings = EnvironmentChecker.Check(
            new EnvironmentSpec(" ", new Box([], []), new Discrete(0), 0, double.NaN),
            () => new Corridor());

        Assert.Equal(
            [
                EnvironmentFault.BlankId,
                EnvironmentFault.ObservationSpaceMisshapen,
                EnvironmentFault.ActionSpaceEmpty,
                EnvironmentFault.MaxEpisodeStepsNotPositive,
                EnvironmentFault.RewardThresholdNotANumber,
            ],
            findings.Select(finding => finding.Fault));
    }

    [Fact]
    public void A_box_whose_bounds_do_not_match_its_shape_is_found()
    {
        AssertMisshapen(new Box([-1, -1], [1]));
        AssertMisshapen(new Box([-1, -1], [1, 1], [3]));
        AssertMisshapen(new Box([-1, -1], [1, 1], [-1, -2]));
        AssertMisshapen(null!);

        static void AssertMisshapen(Box space) =>
            Assert.Equal(
                EnvironmentFault.ObservationSpaceMisshapen,
                FindOne(Corridor.DefaultSpec with { ObservationSpace = space }, () => new Corridor()).Fault);
    }

    [Theory]
    [InlineData(float.NaN, 5)]
    [InlineData(-5, float.NaN)]
    [InlineData(5, -5)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void Bounds_with_no_number_between_them_are_found(float low, float high)
    {
        var spec = Corridor.DefaultSpec with { ObservationSpace = new Box([low, 0], [high, 1000]) };

        Assert.Equal(EnvironmentFault.ObservationBoundsInvalid, FindOne(spec, () => new Corridor()).Fault);
    }

    [Fact]
    public void Every_fault_has_a_remedy_of_its_own()
    {
        var faults = Enum.GetValues<EnvironmentFault>();

        Assert.Equal(faults.Length, faults.Select(fault => new EnvironmentFinding(fault, "").Remedy).Distinct().Count());
    }

    [Fact]
    public void A_factory_that_throws_or_returns_null_is_found()
    {
        var calls = 0;

        Assert.Equal(EnvironmentFault.FactoryFails, FindOne(Corridor.DefaultSpec, () => throw new FileNotFoundException("maze.txt")).Fault);
        Assert.Equal(EnvironmentFault.FactoryFails, FindOne(Corridor.DefaultSpec, () => null!).Fault);
        Assert.Equal(
            EnvironmentFault.FactoryFails,
            FindOne(Corridor.DefaultSpec, () => calls++ < 2 ? new Corridor() : throw new InvalidOperationException("No more.")).Fault);
    }

    [Fact]
    public void A_factory_that_returns_one_object_to_all_is_found()
    {
        var shared = new Corridor();

        Assert.Equal(EnvironmentFault.InstanceShared, FindOne(Corridor.DefaultSpec, () => shared).Fault);
    }

    [Fact]
    public void A_spec_other_than_the_registered_one_is_found()
    {
        var finding = FindOne(Corridor.DefaultSpec with { MaxEpisodeSteps = 100 }, () => new Corridor());

        Assert.Equal(EnvironmentFault.SpecDiffers, finding.Fault);
        Assert.Contains("MaxEpisodeSteps = 200", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_that_throws_is_found()
    {
        Assert.Contains(
            "KeyNotFoundException (\"no start\")",
            FindOne<FirstResetThrows>(EnvironmentFault.ResetThrows).Seen,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The reset of episode 2 threw",
            FindOne<SecondEpisodeThrows>(EnvironmentFault.ResetThrows).Seen,
            StringComparison.Ordinal);
    }

    private sealed class FirstResetThrows : Corridor
    {
        protected override double Start(RandomGenerator generator) => throw new KeyNotFoundException("no start");
    }

    private sealed class SecondEpisodeThrows : Corridor
    {
        public override void Reset(Span<float> observation)
        {
            if (StepCount > 0)
                throw new InvalidOperationException("The episode was started already.");
            base.Reset(observation);
        }
    }

    [Fact]
    public void A_step_that_throws_is_found()
    {
        Assert.StartsWith(
            "With every action the first step of an episode threw NotImplementedException",
            FindOne<EveryStepThrows>(EnvironmentFault.StepThrows).Seen,
            StringComparison.Ordinal);
        Assert.Contains(
            "IndexOutOfRangeException",
            FindOne<StepThrowsAtTheWall>(EnvironmentFault.StepThrows).Seen,
            StringComparison.Ordinal);
    }

    private sealed class EveryStepThrows : Corridor
    {
        public override StepResult Step(int action, Span<float> observation) => throw new NotImplementedException();
    }

    private sealed class StepThrowsAtTheWall : Corridor
    {
        private readonly double[] _rewards = [1, 1];

        protected override double Reward() => _rewards[(int)Math.Abs(Place)];
    }

    [Fact]
    public void An_action_of_the_space_that_is_refused_is_found()
    {
        var finding = FindOne<ActionsStartAtOne>(EnvironmentFault.ActionRefused);

        Assert.StartsWith(
            "Discrete(2) contains action 0, but with it the first step of an episode threw ArgumentOutOfRangeException",
            finding.Seen,
            StringComparison.Ordinal);
    }

    private sealed class ActionsStartAtOne : Corridor
    {
        public override StepResult Step(int action, Span<float> observation)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(action, 1);
            return base.Step(action - 1, observation);
        }
    }

    [Fact]
    public void Several_mistakes_are_found_together_in_order() =>
        Assert.Equal(
            [EnvironmentFault.ObservationOutsideSpace, EnvironmentFault.RewardNotFinite, EnvironmentFault.ResetsItself],
            Check<MakesThreeMistakes>().Select(finding => finding.Fault));

    private sealed class MakesThreeMistakes : Corridor
    {
        public override StepResult Step(int action, Span<float> observation)
        {
            var result = base.Step(action, observation);
            if (result.Terminated)
                Reset(observation);
            return result with { Reward = double.NegativeInfinity };
        }

        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            observation[1] = -1;
        }
    }
}
