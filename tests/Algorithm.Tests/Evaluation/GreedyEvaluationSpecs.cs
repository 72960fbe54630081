using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Evaluation;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Tests.Networks;
using ActorCritic.Distributed.Algorithm.Tests.Rollouts;

namespace ActorCritic.Distributed.Algorithm.Tests.Evaluation;

public class GreedyEvaluationSpecs
{
    private static readonly EnvironmentCatalogue Catalogue = EnvironmentCatalogue.CreateDefault();

    private static IEnvironment CreateCartPole() => Catalogue.Create("CartPole-v1");

    /// <summary>
    /// Pushes CartPole's cart towards the side the pole leans to, which keeps it up for some dozens of steps; with a look at the pole's velocity, for hundreds. Reckoned row by row, so that the
    /// size of a batch cannot matter.
    /// </summary>
    private sealed class LeanPolicy(float velocityWeight) : ForwardOnlyPolicy(observationSize: 4, actionCount: 2)
    {
        public List<int> BatchSizes { get; } = [];

        public int ActionFor(ReadOnlySpan<float> observation) => Lean(observation) > 0 ? 1 : 0;

        public override void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
        {
            Assert.Equal(4 * values.Length, observations.Length);
            Assert.Equal(2 * values.Length, logits.Length);
            BatchSizes.Add(values.Length);
            for (var row = 0; row < values.Length; row++)
                (logits[2 * row], logits[2 * row + 1]) = (0, Lean(observations.Slice(4 * row, 4)));
        }

        private float Lean(ReadOnlySpan<float> observation) => observation[2] + velocityWeight * observation[3];
    }

    // ---- Against episodes played one by one

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 40)]
    [InlineData(0.1f, 40)]
    [InlineData(1, 7)]
    public void Side_by_side_the_episodes_are_what_they_are_one_by_one(float velocityWeight, int episodes)
    {
        var policy = new LeanPolicy(velocityWeight);

        var result = GreedyEvaluation.Run(policy, CreateCartPole, episodes, seed: 5);

        var expected = Enumerable.Range(0, episodes).Select(episode => PlayAlone(policy, new SeedSequence(5).Derive(SeedStream.Evaluation, episode))).ToList();
        Assert.Equal(expected.Select(played => played.Return), result.Returns);
        Assert.Equal(expected.Select(played => played.Length), result.Lengths);

        static (double Return, int Length) PlayAlone(LeanPolicy policy, ulong seed)
        {
            var environment = CreateCartPole();
            var observation = new float[4];
            environment.Reset(seed, observation);
            for (var (sum, length) = (0.0, 1); ; length++)
            {
                var step = environment.Step(policy.ActionFor(observation), observation);
                sum += step.Reward;
                if (step.Terminated || step.Truncated)
                    return (sum, length);
            }
        }
    }

    [Fact]
    public void A_batch_has_a_row_for_each_episode_that_still_runs()
    {
        var policy = new LeanPolicy(0);

        var result = GreedyEvaluation.Run(policy, CreateCartPole, episodes: 30, seed: 1);

        Assert.True(result.Lengths.Distinct().Count() > 10, "Episodes of many lengths end at many times.");
        Assert.Equal(Enumerable.Range(0, result.Lengths.Max()).Select(step => result.Lengths.Count(length => length > step)), policy.BatchSizes);
    }

    [Fact]
    public void Real_networks_give_the_same_returns_together_and_alone()
    {
        var options = new NetworkOptions(4, 2, [16]);
        using var network = new TorchPolicyNetwork(options);
        network.Load(ParameterInitialization.Create(network.Layout, InitializationScheme.PyTorchDefault, new RandomGenerator(2)));

        var together = GreedyEvaluation.Run(network, CreateCartPole, episodes: 20, seed: 1);

        for (var episode = 0; episode < 20; episode++)
        {
            var environment = CreateCartPole();
            var (observation, logits, value, steps) = (new float[4], new float[2], new float[1], 0);
            environment.Reset(new SeedSequence(1).Derive(SeedStream.Evaluation, episode), observation);
            StepResult result;
            do
            {
                network.Forward(observation, logits, value);
                result = environment.Step(logits[1] > logits[0] ? 1 : 0, observation);
                steps++;
            }
            while (!result.Ended);

            Assert.Equal(steps, together.Lengths[episode]);
        }
    }

    // ---- Returns and ends

    [Fact]
    public void Returns_are_sums_of_rewards_to_the_end_of_the_first_episode_of_each_environment()
    {
        var create = ScriptedEnvironment.Factory(
            [new([1, 2, 4], Terminated: true), new([1000])],
            [new([-1.5], Truncated: true), new([1000])],
            [new([0.1, 0.2], Terminated: true, Truncated: true), new([1000])]);

        var result = GreedyEvaluation.Run(new LegiblePolicy(), create, episodes: 3, seed: 1);

        Assert.Equal([7, -1.5, 0.1 + 0.2], result.Returns);
        Assert.Equal([3, 1, 2], result.Lengths);
    }

    [Fact]
    public void The_most_probable_action_is_taken()
    {
        var environment = new ScriptedEnvironment(1, [new([1, 2, 4], Terminated: true)]);

        GreedyEvaluation.Run(new LegiblePolicy(), () => environment, episodes: 1, seed: 1);

        Assert.Equal([100 % 3, 101 % 3, 102 % 3], environment.Actions);
    }

    // ---- Seeds

    [Fact]
    public void The_seed_decides()
    {
        var policy = new LeanPolicy(0);

        var first = GreedyEvaluation.Run(policy, CreateCartPole, episodes: 20, seed: 1);

        Assert.Equal(first.Returns, GreedyEvaluation.Run(policy, CreateCartPole, episodes: 20, seed: 1).Returns);
        Assert.NotEqual(first.Returns, GreedyEvaluation.Run(policy, CreateCartPole, episodes: 20, seed: 2).Returns);
        Assert.Equal(first.Returns.Take(10), GreedyEvaluation.Run(policy, CreateCartPole, episodes: 10, seed: 1).Returns);
    }

    // ---- The summary

    [Fact]
    public void The_summary_of_returns_and_lengths_is_worked_by_hand()
    {
        // Mean 4; squared deviations 9 + 1 + 1 + 9 = 20, of the population √(20/4).
        var result = new EvaluationResult([1, 5, 3, 7], [10, 20, 20, 30]);

        Assert.Equal(4, result.ReturnMean);
        Assert.Equal(Math.Sqrt(5), result.ReturnDeviation, 1e-15);
        Assert.Equal(1, result.ReturnMinimum);
        Assert.Equal(7, result.ReturnMaximum);
        Assert.Equal(20, result.LengthMean);
    }

    // ---- The door

    [Fact]
    public void It_stops_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var endless = new ScriptedEnvironment(0, [new(new double[1_000_000])]);
        var policy = new CancellingPolicy(cancellation, afterPasses: 100);

        Assert.Throws<OperationCanceledException>(() => GreedyEvaluation.Run(policy, () => endless, episodes: 1, seed: 1, cancellation.Token));

        Assert.Equal(100, endless.Actions.Count);
    }

    private sealed class CancellingPolicy(CancellationTokenSource cancellation, int afterPasses) : ForwardOnlyPolicy(2, ScriptedEnvironment.ActionCount)
    {
        private int _passes;

        public override void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
        {
            logits.Clear();
            if (++_passes == afterPasses)
                cancellation.Cancel();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_episodes_are_refused(int episodes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GreedyEvaluation.Run(new LeanPolicy(0), CreateCartPole, episodes, seed: 1));
}
