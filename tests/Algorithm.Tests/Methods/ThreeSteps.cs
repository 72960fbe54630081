using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

/// <summary>Episodes of three steps whose numbers a person can work with: s = (1, 0), (0, 1), (1, 1), then (2, 1); rewards 1, 2, −1; γ = λ = 1/2. Actions change nothing.</summary>
internal sealed class ThreeSteps(bool truncated = false) : IEnvironment
{
    public static readonly (float, float)[] Observations = [(1, 0), (0, 1), (1, 1), (2, 1)];
    public static readonly double[] Rewards = [1, 2, -1];

    private int _step;

    /// <summary>All actions since it was made.</summary>
    public List<int> Actions { get; } = [];

    public EnvironmentSpec Spec { get; } = new("ThreeSteps-v0", new Box([0, 0], [2, 1]), new Discrete(2), 3, 2);

    /// <summary>Two learning rates, α_π and α_v = 2·c_v·α_π, of plain gradient steps along everything that is neither clipped nor rewarded for entropy.</summary>
    public static TrainingOptions Options(double policyLearningRate, double valueLearningRate) => new()
    {
        Discount = 0.5,
        GaeLambda = 0.5,
        LearningRate = policyLearningRate,
        ValueCoefficient = valueLearningRate / (2 * policyLearningRate),
        EntropyCoefficient = 0,
        MaxGradientNorm = 0,
        Optimizer = OptimizerKind.Sgd,
        HiddenSizes = [],
        EnvironmentsPerWorker = 1,
        RolloutLength = 3,
    };

    /// <summary>The parameters after so many updates, with the first seed by which the policy draws the given actions.</summary>
    public static (float[] Parameters, List<TrainingEpisode> Episodes) Play(
        TrainingOptions options, int updates, int[] actions, Func<TrainingOptions, Func<IEnvironment>, ITrainingMethod> create, bool truncated = false)
    {
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var copies = new List<ThreeSteps>();
            using var method = create(options with { Seed = seed }, () =>
            {
                copies.Add(new ThreeSteps(truncated));
                return copies[^1];
            });
            var episodes = new List<TrainingEpisode>();
            for (var update = 0; update < updates; update++)
                method.Update(episodes);
            if (copies.Any(copy => copy.Actions.SequenceEqual(actions)))
                return (method.Parameters.ToArray(), episodes);
        }

        throw new InvalidOperationException("No seed draws these actions.");
    }

    public void Reset(ulong seed, Span<float> observation) => Reset(observation);

    public void Reset(Span<float> observation)
    {
        _step = 0;
        Show(observation);
    }

    public StepResult Step(int action, Span<float> observation)
    {
        Actions.Add(action);
        var reward = Rewards[_step++];
        Show(observation);
        var ended = _step == Rewards.Length;
        return new StepResult(reward, ended && !truncated, ended && truncated);
    }

    private void Show(Span<float> observation) => (observation[0], observation[1]) = Observations[_step];
}
