using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class RolloutCollectorSpecs
{
    /// <summary>Two environments, two rollouts of four steps. Copy 0 terminates in step 1; copy 1 is truncated in step 2; both then play episodes that go on into the second rollout.</summary>
    private static readonly ScriptedEpisode[][] TwoScripts =
    [
        [new([1, 2], Terminated: true), new([3, 4, 5, 6], Truncated: true), new([7, 8, 9])],
        [new([10, 20, 30], Truncated: true), new([40, 50, 60, 70, 80], Terminated: true)],
    ];

    private sealed class Fixture
    {
        private readonly RolloutCollector _collector;

        public Fixture(int length, float rewardScale, params ScriptedEpisode[][] scripts)
        {
            var create = ScriptedEnvironment.Factory(scripts);
            Environment = new VectorizedEnvironment(scripts.Length, () =>
            {
                var copy = (ScriptedEnvironment)create();
                Copies.Add(copy);
                return copy;
            });
            Environment.Reset(_ => 0);
            _collector = new RolloutCollector(Environment, new RandomGenerator(1), rewardScale);
            Rollout = new Rollout(length, scripts.Length, observationSize: 2);
        }

        public VectorizedEnvironment Environment { get; }

        public List<ScriptedEnvironment> Copies { get; } = [];

        public LegiblePolicy Policy { get; } = new();

        public Rollout Rollout { get; }

        /// <summary>The first number of every observation.</summary>
        public IEnumerable<float> Numbers => Rollout.Observations.Chunk(2).Select(observation => observation[0]);

        public void Collect()
        {
            Policy.Passes.Clear();

            // What an earlier rollout left must not show.
            Array.Fill(Rollout.NextValues, float.NaN);
            _collector.Collect(Policy, Rollout);
        }
    }

    /// <summary>Finds every action equally good.</summary>
    private sealed class UndecidedPolicy() : ForwardOnlyPolicy(observationSize: 2, ScriptedEnvironment.ActionCount)
    {
        public override void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
        {
            logits.Clear();
            values.Clear();
        }
    }

    [Fact]
    public void Every_field_is_what_the_script_says()
    {
        var fixture = new Fixture(length: 4, rewardScale: 1, TwoScripts);

        fixture.Collect();

        // t, e      0, 0   0, 1   1, 0   1, 1   2, 0   2, 1   3, 0   3, 1
        float[] numbers = [0, 100, 1, 101, 10, 102, 11, 110];
        Assert.Equal(numbers, fixture.Numbers);
        Assert.Equal(numbers.SelectMany(number => new[] { number, -number }), fixture.Rollout.Observations);
        Assert.Equal([0, 1, 1, 2, 1, 0, 2, 2], fixture.Rollout.Actions);
        Assert.Equal([1, 10, 2, 20, 3, 30, 4, 40], fixture.Rollout.Rewards);
        Assert.Equal([false, false, true, false, false, false, false, false], fixture.Rollout.Terminated);
        Assert.Equal([false, false, false, false, false, true, false, false], fixture.Rollout.Truncated);
        Assert.Equal([0, 1000, 10, 1010, 100, 1020, 110, 1100], fixture.Rollout.Values);

        // Where copy 0 terminated (element 2) the successor has no value; where copy 1 was truncated (element 5) it is 103, not the reset's 110.
        Assert.Equal([10, 1010, 1020, 110, 1030, 120, 1110], fixture.Rollout.NextValues.Where((_, i) => i != 2));
        Assert.Equal([new FinishedEpisode(0, 3, 2), new FinishedEpisode(1, 60, 3)], fixture.Rollout.Episodes);
    }

    [Fact]
    public void Episodes_run_on_into_the_next_rollout()
    {
        var fixture = new Fixture(length: 4, rewardScale: 1, TwoScripts);
        fixture.Collect();

        fixture.Collect();

        Assert.Equal([12, 111, 13, 112, 20, 113, 21, 114], fixture.Numbers);
        Assert.Equal([5, 50, 6, 60, 7, 70, 8, 80], fixture.Rollout.Rewards);
        Assert.Equal([false, false, false, false, false, false, false, true], fixture.Rollout.Terminated);
        Assert.Equal([false, false, true, false, false, false, false, false], fixture.Rollout.Truncated);

        // Element 2: truncated at 14, not reset to 20. Element 6: copy 0 stands at 22. Element 7: terminated.
        Assert.Equal([130, 1120, 140, 1130, 210, 1140, 220], fixture.Rollout.NextValues[..7]);

        // Returns count the steps of the first rollout too; its own episodes are gone.
        Assert.Equal([new FinishedEpisode(0, 18, 4), new FinishedEpisode(1, 300, 5)], fixture.Rollout.Episodes);
    }

    [Fact]
    public void The_environments_are_given_the_actions_that_the_rollout_records()
    {
        var fixture = new Fixture(length: 4, rewardScale: 1, TwoScripts);

        fixture.Collect();

        for (var copy = 0; copy < 2; copy++)
            Assert.Equal(fixture.Rollout.Actions.Where((_, i) => i % 2 == copy), fixture.Copies[copy].Actions);
    }

    [Fact]
    public void A_time_step_costs_one_pass_and_all_bootstraps_together_one_more()
    {
        var fixture = new Fixture(length: 4, rewardScale: 1, TwoScripts);

        fixture.Collect();

        // The last pass sees where both copies stand, and where the truncated episode would have gone on.
        Assert.Equal([[0, 100], [1, 101], [10, 102], [11, 110], [12, 111, 103]], fixture.Policy.Passes);
    }

    [Fact]
    public void Rewards_are_scaled_and_returns_are_not()
    {
        var fixture = new Fixture(length: 4, rewardScale: 0.25f, TwoScripts);

        fixture.Collect();

        Assert.Equal([0.25f, 2.5f, 0.5f, 5, 0.75f, 7.5f, 1, 10], fixture.Rollout.Rewards);
        Assert.Equal([3, 60], fixture.Rollout.Episodes.Select(episode => episode.Return));
    }

    [Fact]
    public void A_truncation_in_the_last_step_bootstraps_from_the_final_observation_and_not_from_the_reset_one()
    {
        var fixture = new Fixture(length: 2, rewardScale: 1, [[new([1, 2], Truncated: true), new([3])]]);

        fixture.Collect();

        Assert.Equal([10, 20], fixture.Rollout.NextValues);
    }

    [Fact]
    public void A_step_both_terminated_and_truncated_is_recorded_as_both_and_bootstraps_from_nothing()
    {
        var fixture = new Fixture(length: 2, rewardScale: 1, [[new([1], Terminated: true, Truncated: true), new([2, 3])]]);

        fixture.Collect();

        Assert.Equal([true, false], fixture.Rollout.Terminated);
        Assert.Equal([true, false], fixture.Rollout.Truncated);
        Assert.Equal([[0], [10], [11]], fixture.Policy.Passes);
        Assert.Equal([new FinishedEpisode(0, 1, 1)], fixture.Rollout.Episodes);
    }

    [Fact]
    public void Any_number_of_truncations_find_their_own_successors()
    {
        // One truncation in the first rollout, then as many as there are steps, then none: the rows for bootstrapping grow and are used again.
        ScriptedEpisode[] Cut(int count, int length) => [.. Enumerable.Repeat(new ScriptedEpisode(new double[length], Truncated: true), count)];
        var fixture = new Fixture(
            length: 6, rewardScale: 1,
            [.. Cut(2, 3), .. Cut(6, 1), .. Cut(1, 30)],
            [.. Cut(1, 6), .. Cut(6, 1), .. Cut(1, 30)]);

        float At(int copy, int episode, int step) => LegiblePolicy.ValueOf(ScriptedEnvironment.NumberAt(copy, episode, step));
        float[] Column(int copy) => [.. fixture.Rollout.NextValues.Where((_, i) => i % 2 == copy)];

        fixture.Collect();
        Assert.Equal([At(0, 0, 1), At(0, 0, 2), At(0, 0, 3), At(0, 1, 1), At(0, 1, 2), At(0, 1, 3)], Column(0));
        Assert.Equal([.. Enumerable.Range(1, 6).Select(step => At(1, 0, step))], Column(1));

        fixture.Collect();
        Assert.Equal([.. Enumerable.Range(2, 6).Select(episode => At(0, episode, 1))], Column(0));
        Assert.Equal([.. Enumerable.Range(1, 6).Select(episode => At(1, episode, 1))], Column(1));
        Assert.Equal(12, fixture.Rollout.Episodes.Count);

        fixture.Collect();
        Assert.Equal([.. Enumerable.Range(1, 6).Select(step => At(0, 8, step))], Column(0));
        Assert.Equal(2, fixture.Policy.Passes[^1].Length);
        Assert.Empty(fixture.Rollout.Episodes);
    }

    [Fact]
    public void Actions_are_drawn_in_the_order_of_the_environments_from_the_one_generator()
    {
        const int length = 50;
        var environment = new VectorizedEnvironment(2, ScriptedEnvironment.Factory([new(new double[length + 1])], [new(new double[length + 1])]));
        environment.Reset(_ => 0);
        var rollout = new Rollout(length, 2, 2);

        new RolloutCollector(environment, new RandomGenerator(3), 1).Collect(new UndecidedPolicy(), rollout);

        // Three equal logits: the action is the third of [0, 1) that the uniform number lies in.
        var twin = new RandomGenerator(3);
        Assert.Equal([.. Enumerable.Range(0, 2 * length).Select(_ => (int)(3 * twin.NextDouble()))], rollout.Actions);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void A_rollout_for_other_environments_is_refused_before_anything_moves(int environmentCount, int observationSize)
    {
        var fixture = new Fixture(length: 4, rewardScale: 1, TwoScripts);
        var collector = new RolloutCollector(fixture.Environment, new RandomGenerator(1), 1);

        var error = Assert.Throws<ArgumentException>(() => collector.Collect(fixture.Policy, new Rollout(4, environmentCount, observationSize)));

        Assert.Contains($"{environmentCount} environments with observations of {observationSize} elements", error.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Copies[0].Actions);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void A_rollout_of_nothing_is_refused(int length, int environmentCount, int observationSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rollout(length, environmentCount, observationSize));

    [Fact]
    public void The_batch_of_a_rollout_shows_what_the_loss_needs_of_it()
    {
        var rollout = new Rollout(2, 3, 4);
        rollout.Observations[23] = 1;
        rollout.Actions[5] = 2;
        rollout.Advantages[5] = 3;
        rollout.Returns[5] = 4;

        var batch = rollout.Batch;

        Assert.Equal(6, batch.Count);
        Assert.Equal((1, 2, 3, 4), (batch.Observations[23], batch.Actions[5], batch.Advantages[5], batch.Returns[5]));
    }
}
