using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Tests.Environments;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

/// <summary>One worker and one optimizer in a loop, nothing else: the parts together learn tasks whose answer is known.</summary>
public class LearningSpecs
{
    /// <summary>Shows one of two signs and rewards the action of the same number; every step is an episode.</summary>
    private sealed class TwoSigns : IEnvironment
    {
        private RandomGenerator _generator = new(0);
        private int _sign;

        public EnvironmentSpec Spec { get; } = new("TwoSigns-v0", new Box([0, 0], [1, 1]), new Discrete(2), 1, 1);

        public void Reset(ulong seed, Span<float> observation)
        {
            _generator = new RandomGenerator(seed);
            Reset(observation);
        }

        public void Reset(Span<float> observation)
        {
            _sign = _generator.NextInt32(2);
            Show(observation);
        }

        public StepResult Step(int action, Span<float> observation)
        {
            Show(observation);
            return new StepResult(action == _sign ? 1 : 0, Terminated: true, Truncated: false);
        }

        private void Show(Span<float> observation) => (observation[0], observation[1]) = (1 - _sign, _sign);
    }

    public static TheoryData<OptimizerOptions, float> Optimizers => new()
    {
        { new RmsPropOptions(), 0.003f },
        { new AdamOptions(), 0.01f },
        { new SgdOptions { Momentum = 0.9 }, 0.1f },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Learns_which_action_each_of_two_states_asks_for(OptimizerOptions optimizer, float learningRate)
    {
        foreach (var separateTrunks in (bool[])[false, true])
        {
            var network = new NetworkOptions(2, 2, [8], SeparateTrunks: separateTrunks);

            var policy = Learn(network, () => new TwoSigns(), optimizer, learningRate, updates: 300);

            Assert.True(ProbabilityOf(policy, 0, 1, 0) > 0.9, $"{ProbabilityOf(policy, 0, 1, 0)}");
            Assert.True(ProbabilityOf(policy, 1, 0, 1) > 0.9, $"{ProbabilityOf(policy, 1, 0, 1)}");

            // Every episode is worth the probability of being right.
            Assert.InRange(policy.Forward([1, 0]).Value, 0.8, 1.1);
        }
    }

    [Fact]
    public void Learns_to_walk_towards_a_reward_that_comes_at_the_end()
    {
        var policy = Learn(new NetworkOptions(2, 2, [16]), () => new TimeLimit(new Corridor()), new AdamOptions(), learningRate: 0.01f, updates: 400);

        for (var (place, step) = (0.5, 0); place < 3; place++, step++)
            Assert.True(ProbabilityOf(policy, 1, place, step) > 0.9, $"at {place}: {ProbabilityOf(policy, 1, place, step)}");
    }

    private static double ProbabilityOf(LiteralNetwork policy, int action, params double[] observation) =>
        LiteralLoss.Softmax(policy.Forward(observation).Logits)[action];

    private static LiteralNetwork Learn(NetworkOptions network, Func<IEnvironment> create, OptimizerOptions optimizerOptions, float learningRate, int updates)
    {
        var options = new RolloutWorkerOptions(
            EnvironmentCount: 8, RolloutLength: 8, Discount: 0.95, GaeLambda: 0.9, NormalizeAdvantages: true, RewardScale: 1,
            ValueCoefficient: 0.5, new Schedule(ScheduleShape.Linear, 0.01, budget: updates * 64), MaxGradientNorm: 0.5);
        var seeds = new SeedSequence(1);
        var parameters = ParameterInitialization.Create(ParameterLayout.Of(network), InitializationScheme.Orthogonal, seeds.CreateGenerator(SeedStream.Initialization));
        var gradient = new float[parameters.Length];
        var optimizer = optimizerOptions.CreateOptimizer(parameters.Length);
        var worker = new RolloutWorker(options, new NetworkPool(() => new TorchPolicyNetwork(network)), create, seeds, worker: 0);

        for (var update = 0; update < updates; update++)
        {
            worker.Run(parameters, environmentSteps: update * 64, gradient);
            optimizer.Step(parameters, gradient, learningRate);
        }

        return new LiteralNetwork(network, [.. parameters.Select(parameter => (double)parameter)]);
    }
}
