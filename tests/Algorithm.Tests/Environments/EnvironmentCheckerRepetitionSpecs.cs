using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using static ActorCritic.Distributed.Algorithm.Tests.Environments.CheckedCorridor;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>Corridors that do not repeat what a seed determines, or go on where they should end: exactly one mistake each.</summary>
public class EnvironmentCheckerRepetitionSpecs
{
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
}
