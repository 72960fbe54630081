using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Tests.Mistakes;

/// <summary>
/// Four steps whose numbers a person can work with: an episode of two steps that terminates, one of a single step that is truncated, and the first step of one that goes on. The observation is a number
/// that is the state's own name.
/// </summary>
internal sealed class FourSteps : IEnvironment
{
    //                                                         s  r   s′ terminated, truncated
    private static readonly (float, double, float, bool, bool)[] Script = [(1, 1, 2, false, false), (2, 4, 8, true, false), (3, -1, 4, false, true), (5, 3, 6, false, false)];

    private int _step;

    public EnvironmentSpec Spec { get; } = new("FourSteps-v0", new Box([0], [10]), new Discrete(2), MaxEpisodeSteps: 10, RewardThreshold: 5);

    public void Reset(ulong seed, Span<float> observation) => Reset(observation);

    public void Reset(Span<float> observation) => observation[0] = Script[_step % Script.Length].Item1;

    public StepResult Step(int action, Span<float> observation)
    {
        var (_, reward, successor, terminated, truncated) = Script[_step++ % Script.Length];
        observation[0] = successor;
        return new StepResult(reward, terminated, truncated);
    }
}

/// <summary>A network that values a state by its name, acts with probabilities 3/4 and 1/4, and remembers what it was asked to differentiate.</summary>
internal sealed class RememberingNetwork : IPolicyNetwork
{
    public ParameterLayout Layout { get; } = ParameterLayout.Of(new NetworkOptions(1, 2, []));

    public float[] Observations { get; private set; } = [];

    public int[] Actions { get; private set; } = [];

    public float[] Advantages { get; private set; } = [];

    public float[] Returns { get; private set; } = [];

    public LossCoefficients Coefficients { get; private set; }

    public bool Disposed { get; private set; }

    public void Load(ReadOnlySpan<float> parameters)
    {
    }

    public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        observations.CopyTo(values);
        for (var row = 0; row < values.Length; row++)
            (logits[2 * row], logits[2 * row + 1]) = (MathF.Log(3), 0);
    }

    public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
    {
        (Observations, Actions) = (batch.Observations.ToArray(), batch.Actions.ToArray());
        (Advantages, Returns, Coefficients) = (batch.Advantages.ToArray(), batch.Returns.ToArray(), coefficients);
        gradient.Clear();
        return default;
    }

    public void Dispose() => Disposed = true;
}
