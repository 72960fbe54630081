using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Workers.Tests;

/// <summary>Three steps to the terminal state, with the rewards 1, 2 and 3; what happens at a step besides can be given.</summary>
internal sealed class ScriptedEnvironment(Action onStep) : IEnvironment
{
    public static EnvironmentSpec ScriptedSpec { get; } = new("Scripted-v0", new Box([0f, 0f], [3f, 3f]), new Discrete(2), MaxEpisodeSteps: 10, RewardThreshold: 6);

    private int _time;

    public EnvironmentSpec Spec => ScriptedSpec;

    public void Reset(ulong seed, Span<float> observation) => Reset(observation);

    public void Reset(Span<float> observation)
    {
        _time = 0;
        Observe(observation);
    }

    public StepResult Step(int action, Span<float> observation)
    {
        onStep();
        _time++;
        Observe(observation);
        return new StepResult(Reward: _time, Terminated: _time == 3, Truncated: false);
    }

    /// <summary>A catalogue with this environment alone.</summary>
    public static EnvironmentCatalogue Catalogue(Action? onStep = null) => CatalogueOf(() => new ScriptedEnvironment(onStep ?? (() => { })));

    /// <summary>A catalogue whose only environment is made like this.</summary>
    public static EnvironmentCatalogue CatalogueOf(Func<IEnvironment> create)
    {
        var catalogue = new EnvironmentCatalogue();
        catalogue.Register(ScriptedSpec, create);
        return catalogue;
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = _time;
        observation[1] = 3 - _time;
    }
}
