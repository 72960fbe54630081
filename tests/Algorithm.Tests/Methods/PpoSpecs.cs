using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using ActorCritic.Distributed.Algorithm.Tests.Networks;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

public class PpoSpecs
{
    private static readonly TrainingOptions Options = new() { Seed = 5, HiddenSizes = [8], RolloutLength = 16, EnvironmentsPerWorker = 4 };

    private static readonly EnvironmentCatalogue Catalogue = EnvironmentCatalogue.CreateDefault();

    [Fact]
    public void One_epoch_of_one_minibatch_is_an_update_of_a2c()
    {
        // Nothing has changed since the rollout, so every ratio is 1.
        using var ppo = Create(new PpoOptions { Epochs = 1, Minibatches = 1 });
        using var a2c = new AdvantageActorCritic(Options, () => Catalogue.Create("CartPole-v1"), network => new TorchPolicyNetwork(network));
        var (episodes, expectedEpisodes) = (new List<TrainingEpisode>(), new List<TrainingEpisode>());

        ppo.AdvanceTo(320, episodes);
        a2c.AdvanceTo(320, expectedEpisodes);

        Assert.NotEmpty(episodes);
        Assert.Equal(expectedEpisodes, episodes);
        for (var i = 0; i < ppo.Parameters.Length; i++)
            Assert.Equal(a2c.Parameters[i], ppo.Parameters[i], 1e-4);
    }

    [Fact]
    public void The_gradient_of_a_minibatch_is_what_finite_differences_of_the_whole_loss_say()
    {
        const double clipRange = 0.2;
        var sample = RandomNetwork.Fixed(new NetworkOptions(3, 3, [5, 4]), count: 8);
        var old = Doubles(RandomNetwork.Fixed(sample.Options, count: 8, seed: 2).Parameters).Zip(Doubles(sample.Parameters), (other, own) => own + 0.8 * other).ToArray();
        var oldLogProbabilities = LogProbabilities(old, sample);
        int[] transitions = [6, 1, 4, 0, 3];
        var minibatch = new Minibatch(8, 3, 3);
        minibatch.Gather(RolloutOf(sample), [.. oldLogProbabilities.Select(number => (float)number)], transitions);
        using var network = new TorchPolicyNetwork(sample.Options);
        network.Load(sample.Parameters);
        var gradient = new float[sample.Parameters.Length];

        var terms = minibatch.Differentiate(network, clipRange, sample.Coefficients, gradient);

        Assert.InRange(terms.ClippedFraction, 0.1, 0.9);
        var parameters = Doubles(sample.Parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            const double h = 1e-5;
            var difference = (LossAt(i, h) - LossAt(i, -h)) / (2 * h);
            Assert.Equal(difference, gradient[i], 2e-5);
        }

        double LossAt(int i, double change)
        {
            var moved = parameters.ToArray();
            moved[i] += change;
            return Loss(moved, sample, oldLogProbabilities, transitions, clipRange);
        }
    }

    [Fact]
    public void Every_epoch_goes_through_every_transition_once_in_an_order_of_its_own()
    {
        // 64 transitions in 5 minibatches: 12 or 13 each.
        var network = new CountingNetwork(Options.NetworkFor(CartPole.Version1));
        using var ppo = new Ppo(Options, new PpoOptions { Epochs = 3, Minibatches = 5 }, () => Catalogue.Create("CartPole-v1"), _ => network);

        ppo.Update([]);

        Assert.Equal(15, network.Batches.Count);
        Assert.All(network.Batches, batch => Assert.InRange(batch.Count, 12, 13));
        var epochs = network.Batches.Chunk(5).Select(batches => batches.SelectMany(batch => batch).ToList()).ToList();
        Assert.All(epochs, epoch => Assert.Equal(64, epoch.Distinct().Count()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
        Assert.Equal(epochs[0].Order(), epochs[2].Order());
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => Create(new PpoOptions { ClipRange = 0, Epochs = 0, Minibatches = 65 }));

        Assert.Contains("ClipRange is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Epochs is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Minibatches is 65; it must be 1 … 64", fault.Message, StringComparison.Ordinal);
    }

    private static Ppo Create(PpoOptions ppo) => new(Options, ppo, () => Catalogue.Create("CartPole-v1"), network => new TorchPolicyNetwork(network));

    // ---- The whole loss as it reads, in double precision

    private static double Loss(double[] parameters, RandomNetwork sample, double[] oldLogProbabilities, int[] transitions, double ε)
    {
        var network = new LiteralNetwork(sample.Options, parameters);
        return transitions.Average(t =>
        {
            var (logits, value) = network.Forward(sample.Rows[t]);
            var probabilities = LiteralLoss.Softmax(logits);
            var ratio = probabilities[sample.Actions[t]] / Math.Exp(oldLogProbabilities[t]);
            var surrogate = Math.Min(ratio * sample.Advantages[t], Math.Clamp(ratio, 1 - ε, 1 + ε) * sample.Advantages[t]);
            var entropy = -probabilities.Sum(probability => probability * Math.Log(probability));
            return -surrogate + sample.Coefficients.Value * Math.Pow(value - sample.Returns[t], 2) - sample.Coefficients.Entropy * entropy;
        });
    }

    private static double[] LogProbabilities(double[] parameters, RandomNetwork sample)
    {
        var logits = new LiteralNetwork(sample.Options, parameters).Forward(sample.Rows).Logits;
        return [.. logits.Select((row, i) => Math.Log(LiteralLoss.Softmax(row)[sample.Actions[i]]))];
    }

    private static double[] Doubles(float[] numbers) => [.. numbers.Select(number => (double)number)];

    private static Rollout RolloutOf(RandomNetwork sample)
    {
        var rollout = new Rollout(sample.Count, 1, sample.Options.ObservationSize);
        sample.Observations.CopyTo(rollout.Observations, 0);
        sample.Actions.CopyTo(rollout.Actions, 0);
        sample.Advantages.CopyTo(rollout.Advantages, 0);
        sample.Returns.CopyTo(rollout.Returns, 0);
        return rollout;
    }

    /// <summary>Remembers the observations of every batch it is asked to differentiate; its gradients are all 0.</summary>
    private sealed class CountingNetwork(NetworkOptions options) : IPolicyNetwork
    {
        public List<List<(float, float)>> Batches { get; } = [];

        public ParameterLayout Layout { get; } = ParameterLayout.Of(options);

        public void Load(ReadOnlySpan<float> parameters)
        {
        }

        public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
        {
            logits.Clear();
            values.Clear();
        }

        public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
        {
            Batches.Add([.. batch.Observations.ToArray().Chunk(options.ObservationSize).Select(row => (row[1], row[3]))]);
            gradient.Clear();
            return default;
        }

        public void Dispose()
        {
        }
    }
}
