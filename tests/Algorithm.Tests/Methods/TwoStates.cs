using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

/// <summary>
/// Two states, each shown by an observation of its own. In the poor one, staying gives 0 and moving leads to the rich one; in the rich one, staying gives 1 and moving
/// ends the episode. A time limit cuts every episode after 20 steps. Staying rich forever is worth V*(rich) = 1/(1 − γ), and V*(poor) = γ/(1 − γ) is one step away from it.
/// </summary>
internal sealed class TwoStates : IEnvironment
{
    public const int Stay = 0, Move = 1;
    public const double Discount = 0.8;
    public const double OptimalValueOfPoor = 4, OptimalValueOfRich = 5;

    private RandomGenerator _generator = new(0);
    private bool _rich;

    public EnvironmentSpec Spec { get; } = new("TwoStates-v0", new Box([0, 0], [1, 1]), new Discrete(2), MaxEpisodeSteps: 20, RewardThreshold: 19);

    public static IEnvironment Create() => new TimeLimit(new TwoStates());

    public void Reset(ulong seed, Span<float> observation)
    {
        _generator = new RandomGenerator(seed);
        Reset(observation);
    }

    public void Reset(Span<float> observation)
    {
        _rich = _generator.NextInt32(2) == 1;
        Show(observation);
    }

    public StepResult Step(int action, Span<float> observation)
    {
        var wasRich = _rich;
        _rich |= action == Move;
        Show(observation);
        return new StepResult(wasRich && action == Stay ? 1 : 0, Terminated: wasRich && action == Move, Truncated: false);
    }

    private void Show(Span<float> observation) => (observation[0], observation[1]) = _rich ? (0, 1) : (1, 0);

    /// <summary>What a policy is worth in each state without the time limit, by solving Bellman's two equations; and what its critic says of them.</summary>
    /// <remarks>
    /// With m and s the probabilities of moving when poor and of staying when rich: V(rich) = s·(1 + γ·V(rich)) and V(poor) = γ·((1 − m)·V(poor) + m·V(rich)).
    /// </remarks>
    public static (double Poor, double Rich, double CriticOfPoor, double CriticOfRich) ValuesOf(NetworkOptions network, ReadOnlySpan<float> parameters)
    {
        var policy = new LiteralNetwork(network, Array.ConvertAll(parameters.ToArray(), parameter => (double)parameter));
        var (poorLogits, criticOfPoor) = policy.Forward([1, 0]);
        var (richLogits, criticOfRich) = policy.Forward([0, 1]);
        var (m, s) = (LiteralLoss.Softmax(poorLogits)[Move], LiteralLoss.Softmax(richLogits)[Stay]);
        var rich = s / (1 - Discount * s);
        var poor = Discount * m * rich / (1 - Discount * (1 - m));
        return (poor, rich, criticOfPoor, criticOfRich);
    }
}
