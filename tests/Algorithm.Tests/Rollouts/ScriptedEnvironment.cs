using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

/// <summary>One episode of a script. It ends with its last reward, in the way of the flags.</summary>
internal sealed record ScriptedEpisode(double[] Rewards, bool Terminated = false, bool Truncated = false);

/// <summary>
/// Plays the same episodes whatever the actions, and tells by its observations where it stands: step s of episode k of copy c has the number 100·c + 10·k + s. What it shows is
/// that number and its negative, or what else is made of the number.
/// </summary>
internal sealed class ScriptedEnvironment(int copy, ScriptedEpisode[] script, Func<float, (float, float)>? show = null) : IEnvironment
{
    public const int ActionCount = 3;

    private int _episode = -1;
    private int _step;

    public List<int> Actions { get; } = [];

    public EnvironmentSpec Spec { get; } = new(
        "Scripted-v0", new Box([float.NegativeInfinity, float.NegativeInfinity], [float.PositiveInfinity, float.PositiveInfinity]), new Discrete(ActionCount), 1000, double.PositiveInfinity);

    /// <summary>A factory whose n-th environment plays the n-th script.</summary>
    public static Func<IEnvironment> Factory(params ScriptedEpisode[][] scripts)
    {
        var copy = 0;
        return () => new ScriptedEnvironment(copy, scripts[copy++]);
    }

    public static float NumberAt(int copy, int episode, int step) => 100 * copy + 10 * episode + step;

    public void Reset(ulong seed, Span<float> observation) => Reset(observation);

    public void Reset(Span<float> observation)
    {
        _episode++;
        _step = 0;
        Show(observation);
    }

    public StepResult Step(int action, Span<float> observation)
    {
        Actions.Add(action);
        var episode = script[_episode];
        var reward = episode.Rewards[_step++];
        Show(observation);
        var ended = _step == episode.Rewards.Length;
        return new StepResult(reward, ended && episode.Terminated, ended && episode.Truncated);
    }

    private void Show(Span<float> observation)
    {
        var number = NumberAt(copy, _episode, _step);
        (observation[0], observation[1]) = show is null ? (number, -number) : show(number);
    }
}
