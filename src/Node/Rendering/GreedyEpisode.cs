using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;

namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>One episode with the most probable action at every step, a step at a time so that it can be watched.</summary>
internal sealed class GreedyEpisode
{
    private readonly IPolicyNetwork _network;
    private readonly IEnvironment _environment;
    private readonly float[] _observation;
    private readonly float[] _logits;
    private readonly float[] _value = new float[1];
    private StepResult _last;

    /// <summary>Starts an episode.</summary>
    /// <param name="network">The policy, with its parameters loaded.</param>
    /// <param name="environment">The environment; it ends its episodes.</param>
    /// <param name="seed">Seed of the episode.</param>
    public GreedyEpisode(IPolicyNetwork network, IEnvironment environment, ulong seed)
    {
        (_network, _environment) = (network, environment);
        _observation = new float[environment.Spec.ObservationSize];
        _logits = new float[environment.Spec.ActionCount];
        environment.Reset(seed, _observation);
    }

    /// <summary>The newest observation.</summary>
    public ReadOnlySpan<float> Observation => _observation;

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>The rewards so far, undiscounted.</summary>
    public double Return { get; private set; }

    /// <summary>The last action; null before the first step.</summary>
    public int? Action { get; private set; }

    /// <summary>Whether the episode is over.</summary>
    public bool Ended => _last.Ended;

    /// <summary>How it ended, or that it has not: "terminated", "truncated" or "running".</summary>
    public string Outcome => _last.Terminated ? "terminated" : _last.Truncated ? "truncated" : "running";

    /// <summary>Takes one step.</summary>
    public void Step()
    {
        _network.Forward(_observation, _logits, _value);
        var action = ActionSelection.Greedy(_logits);
        _last = _environment.Step(action, _observation);
        Action = action;
        Steps++;
        Return += _last.Reward;
    }
}
