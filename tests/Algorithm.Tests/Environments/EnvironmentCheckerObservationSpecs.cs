using ActorCritic.Distributed.Algorithm.Environments;
using static ActorCritic.Distributed.Algorithm.Tests.Environments.CheckedCorridor;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>Corridors whose observations or rewards have exactly one mistake.</summary>
public class EnvironmentCheckerObservationSpecs
{
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

    [Fact]
    public void The_same_environment_and_seed_give_the_same_findings() =>
        Assert.Equal(Check<RewardIsSometimesNaN>(), Check<RewardIsSometimesNaN>());

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
}
