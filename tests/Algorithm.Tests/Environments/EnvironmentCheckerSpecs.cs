using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

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
    public void The_same_environment_and_seed_give_the_same_findings() =>
        Assert.Equal(Check<RewardIsSometimesNaN>(), Check<RewardIsSometimesNaN>());

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
    public void An_observation_longer_than_its_space_is_found() =>
        Assert.StartsWith(
            "The reset of episode 1 wrote 3 elements, the observation space has 2",
            FindOne<ObservationHasThreeElements>(EnvironmentFault.ObservationTooLong).Seen,
            StringComparison.Ordinal);

    private sealed class ObservationHasThreeElements : Corridor
    {
        protected override void Observe(Span<float> observation) => new[] { (float)Place, StepCount, 0 }.CopyTo(observation);
    }

    [Fact]
    public void An_observation_shorter_than_its_space_is_found() =>
        Assert.StartsWith(
            "The reset of episode 1 left element 1 of the observation unwritten",
            FindOne<ObservationHasOneElement>(EnvironmentFault.ObservationIncomplete).Seen,
            StringComparison.Ordinal);

    private sealed class ObservationHasOneElement : Corridor
    {
        protected override void Observe(Span<float> observation) => observation[0] = (float)Place;
    }

    [Fact]
    public void An_observation_that_only_says_what_changed_is_found() =>
        Assert.Matches(
            @"^Step 1 of episode 1 \(action \d\) left element 1 of the observation unwritten\.$",
            FindOne<SecondElementIsOnlyWrittenByReset>(EnvironmentFault.ObservationIncomplete).Seen);

    private sealed class SecondElementIsOnlyWrittenByReset : Corridor
    {
        protected override void Observe(Span<float> observation)
        {
            observation[0] = (float)Place;
            if (StepCount == 0)
                observation[1] = 0;
        }
    }

    [Fact]
    public void An_observation_that_is_not_a_number_is_found() =>
        Assert.Contains(
            "wrote NaN into element 1",
            FindOne<ObservationIsNaNFromTheSecondStep>(EnvironmentFault.ObservationNotFinite).Seen,
            StringComparison.Ordinal);

    private sealed class ObservationIsNaNFromTheSecondStep : Corridor
    {
        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            if (StepCount >= 2)
                observation[1] = float.NaN;
        }
    }

    [Fact]
    public void An_infinite_observation_is_found_even_in_a_space_without_bounds()
    {
        var spec = Corridor.DefaultSpec with { ObservationSpace = new Box([-5, 0], [5, float.PositiveInfinity]) };

        Assert.Equal(EnvironmentFault.ObservationNotFinite, FindOne(spec, () => new ObservationIsInfinite { OwnSpec = spec }).Fault);
    }

    private sealed class ObservationIsInfinite : Corridor
    {
        public required EnvironmentSpec OwnSpec { get; init; }

        public override EnvironmentSpec Spec => OwnSpec;

        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            observation[1] = float.PositiveInfinity;
        }
    }

    [Fact]
    public void An_observation_outside_its_space_is_found()
    {
        Assert.Equal(
            "The reset of episode 1 wrote -1 into element 1 of the observation, whose bounds are [0, 1000].",
            FindOne<StepsAreCountedFromMinusOne>(EnvironmentFault.ObservationOutsideSpace).Seen);
        Assert.Contains(
            "element 0 of the observation, whose bounds are [-5, 5]",
            FindOne<WalksTwiceAsFar>(EnvironmentFault.ObservationOutsideSpace).Seen,
            StringComparison.Ordinal);
    }

    private sealed class StepsAreCountedFromMinusOne : Corridor
    {
        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            observation[1] = StepCount - 1;
        }
    }

    private sealed class WalksTwiceAsFar : Corridor
    {
        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            observation[0] = (float)Place * 2;
        }
    }

    [Fact]
    public void A_reward_that_is_not_a_number_is_found() =>
        Assert.Contains(
            "gave the reward NaN",
            FindOne<RewardIsSometimesNaN>(EnvironmentFault.RewardNotFinite).Seen,
            StringComparison.Ordinal);

    private sealed class RewardIsSometimesNaN : Corridor
    {
        protected override double Reward() => Math.Sqrt(Place);
    }

    [Fact]
    public void A_reward_too_large_for_a_float32_is_found() => FindOne<RewardIsHuge>(EnvironmentFault.RewardNotFinite);

    private sealed class RewardIsHuge : Corridor
    {
        protected override double Reward() => 1e39;
    }

    [Fact]
    public void An_infinite_reward_is_found() => FindOne<RewardIsInfiniteAtTheEnd>(EnvironmentFault.RewardNotFinite);

    private sealed class RewardIsInfiniteAtTheEnd : Corridor
    {
        protected override double Reward() => Place > 3 ? double.PositiveInfinity : 0;
    }

    [Fact]
    public void Starts_that_do_not_follow_from_the_seed_are_found() =>
        Assert.StartsWith(
            "Two new instances with the same seed and actions went different ways. The reset of episode 1 gave ",
            FindOne<StartIsDrawnFromAStaticGenerator>(EnvironmentFault.NotDeterministic).Seen,
            StringComparison.Ordinal);

    private sealed class StartIsDrawnFromAStaticGenerator : Corridor
    {
        private static readonly RandomGenerator SharedGenerator = new(1);

        protected override double Start(RandomGenerator generator) => SharedGenerator.NextDouble();
    }

    [Fact]
    public void Rewards_that_do_not_follow_from_the_seed_are_found() =>
        Assert.Contains(
            "gave StepResult { Reward = ",
            FindOne<RewardCountsAllInstances>(EnvironmentFault.NotDeterministic).Seen,
            StringComparison.Ordinal);

    private sealed class RewardCountsAllInstances : Corridor
    {
        private static int _steps;

        protected override double Reward() => ++_steps;
    }

    [Fact]
    public void Ends_that_do_not_follow_from_the_seed_are_found() =>
        FindOne<EveryThirdStepOfAnyInstanceTruncates>(EnvironmentFault.NotDeterministic);

    private sealed class EveryThirdStepOfAnyInstanceTruncates : Corridor
    {
        private static int _steps;

        public override StepResult Step(int action, Span<float> observation) =>
            base.Step(action, observation) with { Truncated = ++_steps % 3 == 0 };
    }

    [Fact]
    public void A_reset_that_ignores_its_seed_is_found() => FindOne<SeedIsIgnored>(EnvironmentFault.ResetDependsOnPast);

    private sealed class SeedIsIgnored : Corridor
    {
        public override void Reset(ulong seed, Span<float> observation) => Reset(observation);
    }

    [Fact]
    public void State_that_a_reset_forgets_is_found() =>
        Assert.Contains(
            " in element 1 of the observation",
            FindOne<StepsAreNeverResetToZero>(EnvironmentFault.ResetDependsOnPast).Seen,
            StringComparison.Ordinal);

    private sealed class StepsAreNeverResetToZero : Corridor
    {
        private int _stepsOfAllEpisodes;

        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            if (StepCount > 0)
                _stepsOfAllEpisodes++;
            observation[1] = _stepsOfAllEpisodes % 1000;
        }
    }

    [Fact]
    public void Resets_that_repeat_one_episode_are_found() => FindOne<EveryResetSeedsAgain>(EnvironmentFault.EpisodesRepeat);

    private sealed class EveryResetSeedsAgain : Corridor
    {
        private ulong _seed;

        public override void Reset(ulong seed, Span<float> observation) => base.Reset(_seed = seed, observation);

        public override void Reset(Span<float> observation)
        {
            StepCount = 0;
            Place = Start(new RandomGenerator(_seed));
            Observe(observation);
        }
    }

    [Fact]
    public void A_start_that_is_always_the_same_is_no_mistake() => Assert.Empty(Check<StartIsZero>());

    private sealed class StartIsZero : Corridor
    {
        protected override double Start(RandomGenerator generator) => 0;
    }

    [Fact]
    public void An_environment_that_resets_itself_is_found_whether_its_start_is_random_or_fixed()
    {
        FindOne<ResetsItself>(EnvironmentFault.ResetsItself);
        FindOne<ResetsItselfToZero>(EnvironmentFault.ResetsItself);
    }

    private class ResetsItself : Corridor
    {
        public override StepResult Step(int action, Span<float> observation)
        {
            var result = base.Step(action, observation);
            if (result.Terminated)
                Reset(observation);
            return result;
        }
    }

    private sealed class ResetsItselfToZero : ResetsItself
    {
        protected override double Start(RandomGenerator generator) => 0;
    }

    [Fact]
    public void An_environment_whose_observations_never_change_does_not_seem_to_reset_itself() => Assert.Empty(Check<SeesNothing>());

    private sealed class SeesNothing : Corridor
    {
        public override StepResult Step(int action, Span<float> observation)
        {
            base.Step(action, observation);
            return new StepResult(0, Terminated: StepCount == 5, Truncated: false);
        }

        protected override void Observe(Span<float> observation) => observation.Clear();
    }

    [Fact]
    public void A_step_after_the_end_that_fails_by_accident_is_found() =>
        Assert.Contains(
            "NullReferenceException",
            FindOne<ForgetsItsWallsAtTheEnd>(EnvironmentFault.StepAfterEnd).Seen,
            StringComparison.Ordinal);

    private sealed class ForgetsItsWallsAtTheEnd : Corridor
    {
        private double[]? _rewards;

        public override void Reset(Span<float> observation)
        {
            base.Reset(observation);
            _rewards = [0.5];
        }

        public override StepResult Step(int action, Span<float> observation)
        {
            var result = base.Step(action, observation) with { Reward = _rewards![0] };
            if (result.Terminated)
                _rewards = null;
            return result;
        }
    }

    [Fact]
    public void A_step_after_the_end_may_ask_for_a_reset() => Assert.Empty(Check<RefusesToStepAfterTheEnd>());

    private sealed class RefusesToStepAfterTheEnd : Corridor
    {
        public override StepResult Step(int action, Span<float> observation) =>
            Math.Abs(Place) > 3 ? throw new InvalidOperationException("The episode is over: call Reset.") : base.Step(action, observation);
    }

    [Fact]
    public void An_episode_that_never_ends_is_found_unless_the_time_limit_cuts_it()
    {
        Assert.Empty(EnvironmentChecker.Check(Corridor.DefaultSpec, () => new NeverEnds(Corridor.DefaultSpec)));

        var unlimited = Corridor.DefaultSpec with { MaxEpisodeSteps = int.MaxValue };
        var finding = FindOne(unlimited, () => new NeverEnds(unlimited));
        Assert.Equal(EnvironmentFault.EpisodeNeverEnds, finding.Fault);
        Assert.StartsWith(
            "No episode ended within 100000 steps with random actions; MaxEpisodeSteps is 2147483647.",
            finding.Seen,
            StringComparison.Ordinal);
    }

    private sealed class NeverEnds(EnvironmentSpec spec) : Corridor
    {
        public override EnvironmentSpec Spec => spec;

        public override StepResult Step(int action, Span<float> observation)
        {
            var result = base.Step(action, observation) with { Terminated = false };
            Place = Math.Clamp(Place, -3, 3);
            StepCount %= 1000;
            return result;
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

    private static IReadOnlyList<EnvironmentFinding> Check<T>()
        where T : Corridor, new() => EnvironmentChecker.Check(Corridor.DefaultSpec, () => new T());

    private static EnvironmentFinding FindOne<T>(EnvironmentFault fault)
        where T : Corridor, new()
    {
        var finding = Assert.Single(Check<T>());
        Assert.Equal(fault, finding.Fault);
        return finding;
    }

    private static EnvironmentFinding FindOne(EnvironmentSpec spec, Func<IEnvironment> create) =>
        Assert.Single(EnvironmentChecker.Check(spec, create));
}
