using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Node.Tests.Training;

/// <summary>Episodes of ten steps in which nothing happens but what a test wants to happen.</summary>
internal sealed class ScriptedEnvironment : IEnvironment
{
    private int _step;
    private int _stepOfEpisode;

    public static EnvironmentSpec Description { get; } =
        new("Scripted-v0", new Box([-1, -1], [1, 1]), new Discrete(2), MaxEpisodeSteps: 10, RewardThreshold: 100);

    /// <summary>Called at every step with its number, from 1, and the observation as it is going to be returned.</summary>
    public Script OnStep { get; init; } = (_, _) => { };

    public double Reward { get; init; } = 1;

    public EnvironmentSpec Spec => Description;

    public void Reset(ulong seed, Span<float> observation) => Reset(observation);

    public void Reset(Span<float> observation)
    {
        _stepOfEpisode = 0;
        observation.Clear();
    }

    public StepResult Step(int action, Span<float> observation)
    {
        observation[0] = ++_stepOfEpisode / 10f;
        observation[1] = action;
        OnStep(++_step, observation);
        return new StepResult(Reward, Terminated: false, Truncated: false);
    }

    internal delegate void Script(int step, Span<float> observation);
}
