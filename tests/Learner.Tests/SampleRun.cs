using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests;

/// <summary>
/// A small run that the specs share: CartPole, a network with 19 parameters, rollouts of 10 steps, plain gradient descent with η = 0.1.
/// </summary>
internal static class SampleRun
{
    public const string Run = "run-1";
    public const long Term = 3;
    public const string Node = "node-a";
    public const int StepsPerRollout = 10;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TrainingOptions Training { get; } = new()
    {
        Seed = 7,
        MaxSteps = 1_000_000,
        Workers = 1,
        EnvironmentsPerWorker = 2,
        RolloutLength = 5,
        HiddenSizes = [2],
        Optimizer = OptimizerKind.Sgd,
        SgdMomentum = 0,
        LearningRate = 0.1,
        MaxGradientNorm = 0.5,
        EvaluationInterval = 1_000_000,
        EvaluationEpisodes = 4,
    };

    public static LearnerOptions Options { get; } = new() { Run = Run, Term = Term, Training = Training, Environment = CartPole.Version1 };

    public static ParameterLayout Layout { get; } = ParameterLayout.Of(Training.NetworkFor(CartPole.Version1));

    public static RolloutReport Report { get; } =
        new(StepsPerRollout, [], PolicyLoss: 0.25, ValueLoss: 2, Entropy: 0.5, GradientNorm: 0.75, ExplainedVariance: 0.125);

    public static RegisterWorkerNode Registration(string node = Node, int workers = 1) => new(ProtocolVersion.Current, node, workers);

    /// <summary>A gradient that admission has nothing against, if worker 0 of the node is registered: 0.01 everywhere.</summary>
    public static SubmitGradient Gradient(long sequence = 1, long baseVersion = 0, int worker = 0, string node = Node) =>
        new(Run, Term, node, worker, sequence, baseVersion, baseVersion, Layout.Fingerprint, Vector(0.01f), Report);

    /// <summary>As many equal elements as the network has parameters.</summary>
    public static FloatVector Vector(float value)
    {
        var values = new float[Layout.Count];
        Array.Fill(values, value);
        return FloatVector.TakeOwnership(values);
    }

    /// <summary>The answer of an evaluator.</summary>
    public static PolicyEvaluated Evaluated(long version, double returnMean, int round = 0, int episodes = 4) => new(
        Run,
        Term,
        round,
        version,
        version * StepsPerRollout,
        episodes,
        returnMean,
        ReturnDeviation: 1,
        ReturnMinimum: returnMean - 2,
        ReturnMaximum: returnMean + 2,
        LengthMean: returnMean);
}
