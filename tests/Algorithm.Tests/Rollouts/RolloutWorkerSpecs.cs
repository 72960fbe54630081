using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class RolloutWorkerSpecs
{
    private static readonly EnvironmentCatalogue Catalogue = EnvironmentCatalogue.CreateDefault();

    private static readonly NetworkOptions Network = new(ObservationSize: 4, ActionCount: 2, HiddenSizes: [16]);

    private static readonly RolloutWorkerOptions Plain = new(
        EnvironmentCount: 4, RolloutLength: 16, Discount: 0.99, GaeLambda: 0.95, NormalizeAdvantages: false, RewardScale: 1,
        ValueCoefficient: 0.5, Constant(0.01), MaxGradientNorm: 0);

    private static Schedule Constant(double value) => new(ScheduleShape.Constant, value, budget: 1);

    private static RolloutWorker Worker(RolloutWorkerOptions options, ulong seed = 1, int index = 0, int incarnation = 0) =>
        new(options, new NetworkPool(() => new TorchPolicyNetwork(Network)), () => Catalogue.Create("CartPole-v1"), new SeedSequence(seed), index, incarnation);

    private static float[] Parameters() =>
        ParameterInitialization.Create(ParameterLayout.Of(Network), InitializationScheme.PyTorchDefault, new RandomGenerator(3));

    /// <summary>The gradient of a worker's first rollout.</summary>
    private static (RolloutOutcome Outcome, float[] Gradient) First(RolloutWorker worker, long environmentSteps = 0)
    {
        var parameters = Parameters();
        var gradient = new float[parameters.Length];
        return (worker.Run(parameters, environmentSteps, gradient), gradient);
    }

    // ---- A function of its seeds

    [Fact]
    public void The_same_seed_twice_gives_the_same_bytes_over_many_rollouts()
    {
        var first = Play();
        var second = Play();

        Assert.Equal(first, second);
        Assert.True(first.Distinct().Count() > 80, "The rollouts differ from one another.");

        // Every outcome and gradient in hexadecimal, so that not even the sign of a zero may differ.
        static List<string> Play()
        {
            var worker = Worker(Plain with { NormalizeAdvantages = true, MaxGradientNorm = 0.5 });
            var parameters = Parameters();
            var gradient = new float[parameters.Length];
            var bytes = new List<string>();
            for (var rollout = 0; rollout < 100; rollout++)
            {
                var outcome = worker.Run(parameters, 64 * rollout, gradient);
                bytes.Add(string.Join(' ', gradient.Select(element => BitConverter.SingleToInt32Bits(element).ToString("x8"))) + outcome);
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i] -= 0.1f * gradient[i];
            }

            return bytes;
        }
    }

    [Fact]
    public void Another_seed_worker_or_incarnation_plays_other_rollouts()
    {
        List<string> played = [Observations(1, 0, 0), Observations(2, 0, 0), Observations(1, 1, 0), Observations(1, 0, 1), Observations(1, 1, 1), Observations(1, 0, 2)];

        Assert.Distinct(played);
        Assert.Equal(played[0], Observations(1, 0, 0));

        static string Observations(ulong seed, int index, int incarnation)
        {
            var worker = Worker(Plain, seed, index, incarnation);
            First(worker);
            return string.Join(' ', worker.Rollout.Observations);
        }
    }

    [Fact]
    public void Workers_and_incarnations_draw_actions_of_their_own_even_where_they_see_the_same()
    {
        List<string> drawn = [Actions(0, 0), Actions(1, 0), Actions(2, 0), Actions(0, 1), Actions(0, 2), Actions(1, 1)];

        Assert.Distinct(drawn);

        // The script knows no seed and a network of zeros no preference, so only the drawing itself can differ.
        static string Actions(int index, int incarnation)
        {
            ScriptedEpisode[] script = [new(new double[Plain.RolloutLength + 1])];
            var network = new NetworkOptions(2, ScriptedEnvironment.ActionCount, []);
            var worker = new RolloutWorker(
                Plain, new NetworkPool(() => new TorchPolicyNetwork(network)), () => new ScriptedEnvironment(0, script), new SeedSequence(1), index, incarnation);
            var count = RandomNetwork.CountOf(network);
            worker.Run(new float[count], environmentSteps: 0, new float[count]);
            return string.Join(' ', worker.Rollout.Actions);
        }
    }

    [Fact]
    public void No_two_copies_of_workers_and_incarnations_start_alike()
    {
        var starts = new List<string>();
        for (var index = 0; index < 3; index++)
        {
            for (var incarnation = 0; incarnation < 3; incarnation++)
            {
                var worker = Worker(Plain, seed: 1, index, incarnation);
                First(worker);
                starts.AddRange(worker.Rollout.Observations.Take(4 * Plain.EnvironmentCount).Chunk(4).Select(observation => string.Join(' ', observation)));
            }
        }

        Assert.Equal(36, starts.Count);
        Assert.Distinct(starts);
    }

    [Fact]
    public void A_rollout_is_played_with_the_given_parameters_and_goes_on_where_the_last_one_stopped()
    {
        var worker = Worker(Plain);
        var parameters = Parameters();
        var gradient = new float[parameters.Length];

        for (var rollout = 0; rollout < 3; rollout++)
        {
            worker.Run(parameters, environmentSteps: 0, gradient);

            var literal = new LiteralNetwork(Network, [.. parameters.Select(parameter => (double)parameter)]);
            var observations = worker.Rollout.Observations.Chunk(4).Select(row => row.Select(element => (double)element).ToArray()).ToArray();
            var (_, values) = literal.Forward(observations);
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(values[i], worker.Rollout.Values[i], 1e-5);

            for (var i = 0; i < parameters.Length; i++)
                parameters[i] += 0.1f;
        }
    }

    // ---- What the options do

    [Fact]
    public void A_gradient_above_the_greatest_norm_is_scaled_down_to_it_and_reported_unscaled()
    {
        var free = Worker(Plain);
        var bound = Worker(Plain with { MaxGradientNorm = 0.25 });
        var (freeOutcome, freeGradient) = First(free);
        var (boundOutcome, boundGradient) = First(bound);

        Assert.True(freeOutcome.GradientNorm > 1);
        Assert.Equal(freeOutcome, boundOutcome);
        Assert.Equal(freeOutcome.GradientNorm, GradientNorm.Compute(freeGradient));
        Assert.Equal(0.25, GradientNorm.Compute(boundGradient), 1e-6);
        for (var i = 0; i < freeGradient.Length; i++)
            Assert.Equal(freeGradient[i] * 0.25 / freeOutcome.GradientNorm, boundGradient[i], 1e-6);
    }

    [Fact]
    public void A_gradient_below_the_greatest_norm_stays_as_it_is()
    {
        var free = Worker(Plain);
        var bound = Worker(Plain with { MaxGradientNorm = 1e6 });

        Assert.Equal(First(free).Gradient, First(bound).Gradient);
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(500, 0.1)]
    [InlineData(2_000, 0)]
    public void The_entropy_coefficient_follows_its_schedule(long environmentSteps, double expected)
    {
        var scheduled = Worker(Plain with { EntropyCoefficient = new Schedule(ScheduleShape.Linear, 0.2, budget: 1_000) });
        var constant = Worker(Plain with { EntropyCoefficient = Constant(expected) });
        var other = Worker(Plain with { EntropyCoefficient = Constant(expected + 0.01) });

        var gradient = First(scheduled, environmentSteps).Gradient;

        Assert.Equal(First(constant).Gradient, gradient);
        Assert.NotEqual(First(other).Gradient, gradient);
    }

    [Fact]
    public void Advantages_are_normalized_on_demand_and_returns_never()
    {
        var plain = Worker(Plain);
        var normalized = Worker(Plain with { NormalizeAdvantages = true });
        var (plainOutcome, _) = First(plain);
        var (normalizedOutcome, _) = First(normalized);

        var mean = plain.Rollout.Advantages.Average(advantage => (double)advantage);
        var deviation = Math.Sqrt(plain.Rollout.Advantages.Sum(advantage => Math.Pow(advantage - mean, 2)) / (plain.Rollout.Count - 1));
        Assert.True(Math.Abs(mean) > 0.1 && Math.Abs(deviation - 1) > 0.1);
        for (var i = 0; i < plain.Rollout.Count; i++)
            Assert.Equal((plain.Rollout.Advantages[i] - mean) / deviation, normalized.Rollout.Advantages[i], 1e-5);
        Assert.Equal(plain.Rollout.Returns, normalized.Rollout.Returns);
        Assert.Equal(plainOutcome.Terms.Value, normalizedOutcome.Terms.Value);
    }

    [Fact]
    public void Rewards_are_scaled_and_the_returns_of_episodes_are_not()
    {
        var worker = Worker(Plain with { RewardScale = 0.125, RolloutLength = 64 });

        First(worker);

        Assert.All(worker.Rollout.Rewards, reward => Assert.Equal(0.125f, reward));
        Assert.NotEmpty(worker.Rollout.Episodes);
        Assert.All(worker.Rollout.Episodes, episode => Assert.Equal(episode.Length, episode.Return));
    }

    [Fact]
    public void The_explained_variance_is_that_of_the_critic_before_the_update()
    {
        var worker = Worker(Plain);

        var (outcome, _) = First(worker);

        var returnMean = worker.Rollout.Returns.Average(number => (double)number);
        var residuals = worker.Rollout.Returns.Zip(worker.Rollout.Values, (target, value) => (double)target - value).ToArray();
        var residualMean = residuals.Average();
        var expected = 1 - residuals.Sum(residual => Math.Pow(residual - residualMean, 2)) / worker.Rollout.Returns.Sum(target => Math.Pow(target - returnMean, 2));
        Assert.Equal(expected, outcome.ExplainedVariance, 1e-9);
    }

    // ---- The door, and the end

    [Fact]
    public void A_policy_that_has_diverged_is_reported_and_not_played()
    {
        var worker = Worker(Plain);
        var parameters = Parameters();
        Array.Fill(parameters, float.NaN);

        var error = Assert.Throws<ArgumentException>(() => { worker.Run(parameters, environmentSteps: 0, new float[parameters.Length]); });

        Assert.Contains("The policy has diverged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_or_a_gradient_of_another_length_are_refused()
    {
        var worker = Worker(Plain);
        var parameters = Parameters();

        Assert.Throws<ArgumentException>(() => { worker.Run(parameters.AsSpan(1), environmentSteps: 0, new float[parameters.Length]); });
        Assert.Throws<ArgumentException>(() => { worker.Run(parameters, environmentSteps: 0, new float[parameters.Length - 1]); });
    }

    [Fact]
    public void Workers_that_take_turns_with_one_network_compute_what_each_would_with_its_own()
    {
        var made = 0;
        using var shared = new NetworkPool(() =>
        {
            made++;
            return new TorchPolicyNetwork(Network);
        });
        RolloutWorker[] taking = [Create(shared, 0), Create(shared, 1)];
        RolloutWorker[] owning = [Worker(Plain, index: 0), Worker(Plain, index: 1)];

        for (var turn = 0; turn < 6; turn++)
            Assert.Equal(First(owning[turn % 2]).Gradient, First(taking[turn % 2]).Gradient);

        Assert.Equal(1, made);

        static RolloutWorker Create(NetworkPool networks, int index) =>
            new(Plain, networks, () => Catalogue.Create("CartPole-v1"), new SeedSequence(1), index);
    }

    [Fact]
    public void A_network_is_given_back_when_the_rollout_breaks_off()
    {
        var made = 0;
        using var networks = new NetworkPool(() =>
        {
            made++;
            return new TorchPolicyNetwork(Network);
        });
        var worker = new RolloutWorker(Plain, networks, () => Catalogue.Create("CartPole-v1"), new SeedSequence(1), worker: 0);
        var diverged = Parameters();
        Array.Fill(diverged, float.NaN);
        Assert.Throws<ArgumentException>(() => { worker.Run(diverged, environmentSteps: 0, new float[diverged.Length]); });

        First(worker);

        Assert.Equal(1, made);
    }
}
