using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

/// <summary>
/// A walk along a line that makes no mistake: it starts at a random place in [0, 1), steps one to the left or right and ends beyond ±3.
/// Observation: place and steps so far. Tests override one part to make one mistake.
/// </summary>
public class Corridor : IEnvironment
{
    public static readonly EnvironmentSpec DefaultSpec = new(
        "Corridor-v0",
        new Box(low: [-5, 0], high: [5, 1000]),
        new Discrete(2),
        MaxEpisodeSteps: 200,
        RewardThreshold: 3);

    private RandomGenerator _generator = new(0);

    public virtual EnvironmentSpec Spec => DefaultSpec;

    protected double Place { get; set; }

    protected int StepCount { get; set; }

    public virtual void Reset(ulong seed, Span<float> observation)
    {
        _generator = new RandomGenerator(seed);
        Reset(observation);
    }

    public virtual void Reset(Span<float> observation)
    {
        StepCount = 0;
        Place = Start(_generator);
        Observe(observation);
    }

    public virtual StepResult Step(int action, Span<float> observation)
    {
        StepCount++;
        Place += action == 1 ? 1 : -1;
        Observe(observation);
        return new StepResult(Reward(), Terminated: Math.Abs(Place) > 3, Truncated: false);
    }

    protected virtual double Start(RandomGenerator generator) => generator.NextDouble();

    protected virtual double Reward() => Place > 3 ? 1 : -0.01;

    protected virtual void Observe(Span<float> observation)
    {
        observation[0] = (float)Place;
        observation[1] = StepCount;
    }
}
