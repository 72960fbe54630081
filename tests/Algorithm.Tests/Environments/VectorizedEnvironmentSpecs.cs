using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class VectorizedEnvironmentSpecs
{
    private const int Left = 0;
    private const int Right = 1;

    private static readonly EnvironmentCatalogue Catalogue = EnvironmentCatalogue.CreateDefault();

    [Fact]
    public void Every_copy_plays_as_an_environment_on_its_own_would() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 5]).Sample(
            (seed, count) =>
            {
                var seeds = new SeedSequence(seed);
                var generator = seeds.CreateGenerator(SeedStream.Sampling);
                var vectorized = Catalogue.CreateVectorized("CartPole-v0", count);
                vectorized.Reset(copy => seeds.Derive(SeedStream.Environment, 0, copy));
                var singles = Enumerable.Range(0, count)
                    .Select(copy => new Single(Catalogue.Create("CartPole-v0"), seeds.Derive(SeedStream.Environment, 0, copy)))
                    .ToArray();

                for (var t = 0; t < 300; t++)
                {
                    // The even copies balance, so that their episodes are cut by the time limit; the odd ones fall.
                    var actions = singles.Select((single, e) => e % 2 == 0 ? single.BalancingAction : generator.NextInt32(2)).ToArray();
                    vectorized.Step(actions);

                    var finished = new List<FinishedEpisode>();
                    for (var e = 0; e < count; e++)
                    {
                        singles[e].Step(actions[e], e, finished);
                        Assert.Equal((float)singles[e].Result.Reward, vectorized.Rewards[e]);
                        Assert.Equal(singles[e].Result.Terminated, vectorized.Terminated[e]);
                        Assert.Equal(singles[e].Result.Truncated, vectorized.Truncated[e]);
                        Assert.Equal(singles[e].Final, vectorized.FinalObservations.Slice(4 * e, 4));
                        Assert.Equal(singles[e].Next, vectorized.Observations.Slice(4 * e, 4));
                    }

                    Assert.Equal(finished, vectorized.FinishedEpisodes.ToArray());
                }
            },
            iter: 20);

    [Fact]
    public void Ends_keep_the_final_observation_and_the_next_one_starts_the_next_episode()
    {
        // Copy 0 walks right from 0 and terminates beyond 3 at step 4; copy 1 walks to and fro and is truncated at step 6.
        var environment = new VectorizedEnvironment(2, () => new TimeLimit(new Walk()));
        environment.Reset(copy => (ulong)copy);
        Assert.Equal([0, 0, 0, 0], environment.Observations);

        foreach (var turn in (int[])[Right, Left, Right])
            environment.Step([Right, turn]);
        Assert.Equal([3, 3, 1, 3], environment.Observations);
        Assert.Equal([3, 3, 1, 3], environment.FinalObservations);
        Assert.Equal(0, environment.FinishedEpisodes.Length);

        environment.Step([Right, Left]);
        Assert.Equal([true, false], environment.Terminated);
        Assert.Equal([false, false], environment.Truncated);
        Assert.Equal([10, 0], environment.Rewards);
        Assert.Equal([4, 4, 0, 4], environment.FinalObservations);
        Assert.Equal([0, 0, 0, 4], environment.Observations);
        Assert.Equal([new FinishedEpisode(0, Return: 1 + 2 + 3 + 10, Length: 4)], environment.FinishedEpisodes.ToArray());

        environment.Step([Left, Right]);
        Assert.Equal([-1, 1, 1, 5], environment.Observations);
        Assert.Equal(0, environment.FinishedEpisodes.Length);

        environment.Step([Left, Left]);
        Assert.Equal([false, false], environment.Terminated);
        Assert.Equal([false, true], environment.Truncated);
        Assert.Equal([-2, 2, 0, 6], environment.FinalObservations);
        Assert.Equal([-2, 2, 0, 0], environment.Observations);
        Assert.Equal([new FinishedEpisode(1, Return: 1 + 0 + 1 + 0 + 1 + 0, Length: 6)], environment.FinishedEpisodes.ToArray());
    }

    [Fact]
    public void Episodes_that_end_together_are_all_recorded_in_order()
    {
        var environment = new VectorizedEnvironment(3, () => new TimeLimit(new Walk()));
        environment.Reset(copy => (ulong)copy);
        for (var t = 0; t < 4; t++)
            environment.Step([Right, Left, Right]);

        Assert.Equal([new(0, 16, 4), new(1, -1 - 2 - 3 - 4, 4), new FinishedEpisode(2, 16, 4)], environment.FinishedEpisodes.ToArray());
    }

    [Fact]
    public void A_reset_forgets_the_episodes_that_were_running()
    {
        var environment = new VectorizedEnvironment(1, () => new TimeLimit(new Walk()));
        environment.Reset(_ => 0);
        environment.Step([Right]);
        environment.Reset(_ => 0);
        Assert.Equal([0, 0], environment.Observations);
        Assert.Equal([0, 0], environment.FinalObservations);
        Assert.Equal([0f], environment.Rewards);

        for (var t = 0; t < 4; t++)
            environment.Step([Right]);
        Assert.Equal([new FinishedEpisode(0, 16, 4)], environment.FinishedEpisodes.ToArray());
        environment.Reset(_ => 0);
        Assert.Equal(0, environment.FinishedEpisodes.Length);
        Assert.Equal([false], environment.Terminated);
    }

    [Fact]
    public void The_same_seeds_give_the_same_play_and_copies_with_different_seeds_differ()
    {
        var one = Catalogue.CreateVectorized("CartPole-v1", 8);
        var other = Catalogue.CreateVectorized("CartPole-v1", 8);
        var seeds = new SeedSequence(0);
        one.Reset(copy => seeds.Derive(SeedStream.Environment, 1, copy));
        other.Reset(copy => seeds.Derive(SeedStream.Environment, 1, copy));

        for (var t = 0; t < 100; t++)
        {
            one.Step([0, 1, 0, 1, 0, 1, 0, 1]);
            other.Step([0, 1, 0, 1, 0, 1, 0, 1]);
            Assert.Equal(one.Observations, other.Observations);
        }

        Assert.Equal(8, Enumerable.Range(0, 8).Select(e => one.Observations[4 * e]).Distinct().Count());
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var environment = Catalogue.CreateVectorized("CartPole-v1", 8);
        environment.Reset(copy => (ulong)copy);
        int[] actions = [0, 1, 0, 1, 1, 0, 1, 0];
        var finishedEpisodes = Play(100);

        // The runtime itself may allocate once while it recompiles a hot method; what a step allocates comes back in every round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            finishedEpisodes += Play(1000);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        Assert.True(finishedEpisodes > 100, "Resets must be among what was measured.");

        int Play(int steps)
        {
            var finished = 0;
            for (var t = 0; t < steps; t++)
            {
                environment.Step(actions);
                finished += environment.FinishedEpisodes.Length;
            }

            return finished;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void An_action_outside_the_space_is_refused_before_any_copy_moves(int action)
    {
        var environment = new VectorizedEnvironment(2, () => new TimeLimit(new Walk()));
        environment.Reset(copy => (ulong)copy);

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => environment.Step([Right, action]));

        Assert.StartsWith($"Walk-v0 has the actions 0 to 1; copy 1 was given {action}.", exception.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0, 0, 0], environment.Observations);
        environment.Step([Right, Right]);
        Assert.Equal([1, 1, 1, 1], environment.Observations);
    }

    [Fact]
    public void A_wrong_number_of_actions_is_refused()
    {
        var environment = Catalogue.CreateVectorized("CartPole-v1", 3);
        environment.Reset(copy => (ulong)copy);

        Assert.StartsWith(
            "CartPole-v1 runs in 3 copies and needs as many actions, not 2.",
            Assert.Throws<ArgumentException>(() => environment.Step([0, 1])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_before_the_first_reset_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Catalogue.CreateVectorized("CartPole-v1", 1).Step([0]));

    [Fact]
    public void After_a_copy_threw_all_must_be_reset()
    {
        var environment = new VectorizedEnvironment(2, () => new Walk { ThrowsAtStep = 2 });
        environment.Reset(copy => (ulong)copy);
        environment.Step([Right, Right]);

        Assert.Throws<DivideByZeroException>(() => environment.Step([Right, Right]));
        Assert.Contains(
            "Call Reset first",
            Assert.Throws<InvalidOperationException>(() => environment.Step([Right, Right])).Message,
            StringComparison.Ordinal);
        environment.Reset(copy => (ulong)copy);
        environment.Step([Right, Right]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e39)]
    public void A_reward_that_is_not_finite_is_refused_with_the_copy_that_gave_it(double factor)
    {
        var environment = new VectorizedEnvironment(2, () => new Walk { RewardFactor = factor });
        environment.Reset(copy => (ulong)copy);

        Assert.StartsWith(
            $"Copy 0 of Walk-v0 gave the reward {factor}.",
            Assert.Throws<InvalidOperationException>(() => environment.Step([Right, Right])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_observation_that_is_not_finite_is_refused_with_the_element_that_is_not()
    {
        var atStep = new VectorizedEnvironment(1, () => new Walk { InfiniteFromStep = 1 });
        atStep.Reset(copy => (ulong)copy);
        var atReset = new VectorizedEnvironment(1, () => new Walk { InfiniteFromStep = 0 });

        Assert.StartsWith(
            "Copy 0 of Walk-v0 wrote Infinity into element 1 of the observation.",
            Assert.Throws<InvalidOperationException>(() => atStep.Step([Right])).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => atReset.Reset(copy => (ulong)copy));
    }

    [Fact]
    public void Copies_are_at_least_one_and_objects_of_their_own_with_one_spec()
    {
        var shared = new Walk();
        var made = 0;

        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorizedEnvironment(0, () => new Walk()));
        Assert.Contains(
            "returned the same object for two copies of Walk-v0",
            Assert.Throws<ArgumentException>(() => new VectorizedEnvironment(2, () => shared)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "different specs",
            Assert.Throws<ArgumentException>(() => new VectorizedEnvironment(2, () => made++ == 0 ? new Walk() : new Corridor())).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A corridor that starts at 0 and rewards a step with the place it leads to, and beyond 3 with 10.</summary>
    private sealed class Walk : Corridor
    {
        public int ThrowsAtStep { get; init; } = int.MaxValue;

        public int InfiniteFromStep { get; init; } = int.MaxValue;

        public double RewardFactor { get; init; } = 1;

        public override EnvironmentSpec Spec { get; } = DefaultSpec with { Id = "Walk-v0", MaxEpisodeSteps = 6 };

        protected override double Start(RandomGenerator generator) => 0;

        protected override double Reward() =>
            RewardFactor * (StepCount == ThrowsAtStep ? throw new DivideByZeroException() : Place > 3 ? 10 : Place);

        protected override void Observe(Span<float> observation)
        {
            base.Observe(observation);
            if (StepCount >= InfiniteFromStep)
                observation[1] = float.PositiveInfinity;
        }
    }

    /// <summary>One environment, reset by hand: the slow and obvious form of what a copy does.</summary>
    private sealed class Single
    {
        private readonly IEnvironment _environment;
        private readonly List<double> _rewards = [];

        public Single(IEnvironment environment, ulong seed)
        {
            _environment = environment;
            _environment.Reset(seed, Next);
        }

        public StepResult Result { get; private set; }

        public float[] Final { get; private set; } = new float[4];

        public float[] Next { get; private set; } = new float[4];

        public int BalancingAction => Next[2] + Next[3] > 0 ? 1 : 0;

        public void Step(int action, int index, List<FinishedEpisode> finished)
        {
            Final = new float[4];
            Result = _environment.Step(action, Final);
            _rewards.Add(Result.Reward);
            Next = [.. Final];
            if (!Result.Terminated && !Result.Truncated)
                return;

            finished.Add(new FinishedEpisode(index, _rewards.Sum(), _rewards.Count));
            _rewards.Clear();
            _environment.Reset(Next);
        }
    }
}
