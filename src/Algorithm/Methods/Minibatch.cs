using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>Some of a rollout's transitions, put together for one step of PPO. Written over by every minibatch.</summary>
/// <param name="capacity">Most transitions.</param>
/// <param name="observationSize">Elements of one observation.</param>
/// <param name="actionCount">A.</param>
internal sealed class Minibatch(int capacity, int observationSize, int actionCount)
{
    private readonly float[] _observations = new float[capacity * observationSize];
    private readonly int[] _actions = new int[capacity];
    private readonly float[] _advantages = new float[capacity];
    private readonly float[] _returns = new float[capacity];
    private readonly float[] _oldLogProbabilities = new float[capacity];
    private readonly float[] _logProbabilities = new float[capacity];
    private readonly float[] _weights = new float[capacity];
    private readonly float[] _logits = new float[capacity * actionCount];
    private readonly float[] _values = new float[capacity];
    private int _count;

    /// <summary>Âₜ of the transitions, to be normalised or not.</summary>
    public Span<float> Advantages => _advantages.AsSpan(0, _count);

    /// <summary>Takes the given transitions, in the given order.</summary>
    public void Gather(Rollout rollout, ReadOnlySpan<float> oldLogProbabilities, ReadOnlySpan<int> transitions)
    {
        _count = transitions.Length;
        for (var i = 0; i < _count; i++)
        {
            var transition = transitions[i];
            rollout.Observations.AsSpan(transition * observationSize, observationSize).CopyTo(_observations.AsSpan(i * observationSize));
            _actions[i] = rollout.Actions[transition];
            _advantages[i] = rollout.Advantages[transition];
            _returns[i] = rollout.Returns[transition];
            _oldLogProbabilities[i] = oldLogProbabilities[transition];
        }
    }

    /// <summary>The gradient of clipped surrogate + c_v·value loss − β·entropy by the network's present parameters.</summary>
    public SurrogateTerms Differentiate(IPolicyNetwork network, double clipRange, in LossCoefficients coefficients, Span<float> gradient)
    {
        var observations = _observations.AsSpan(0, _count * observationSize);
        var actions = _actions.AsSpan(0, _count);
        var logits = _logits.AsSpan(0, _count * actionCount);
        var logProbabilities = _logProbabilities.AsSpan(0, _count);
        var weights = _weights.AsSpan(0, _count);
        network.ForwardAndKeep(firstRow: 0, observations, logits, _values.AsSpan(0, _count));
        ClippedSurrogate.LogProbabilities(actions, logits, logProbabilities);
        var terms = ClippedSurrogate.Weigh(logProbabilities, _oldLogProbabilities.AsSpan(0, _count), Advantages, clipRange, weights);
        network.GradientOfKept(new TransitionBatch(observations, actions, weights, _returns.AsSpan(0, _count)), coefficients, gradient);
        return terms;
    }
}
