using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Examples.Corridor;

/// <summary>A corridor with a lamp at one of its ends: walk to the light. Every step costs 1, so the shortest way is the best.</summary>
public sealed class CorridorEnvironment : IEnvironment
{
    /// <summary>Steps from the middle of the corridor to either end.</summary>
    private const int End = 5;

    private RandomGenerator _random = new(seed: 0);
    private int _place;
    private int _lamp;

    /// <summary>What is known of it without playing.</summary>
    /// <remarks>The shortest way takes 5 steps on average; a policy that needs at most half a step more has solved it.</remarks>
    public static EnvironmentSpec Description { get; } = new(
        "Corridor-v0",
        ObservationSpace: new Box(low: [-1, -1], high: [1, 1]), // Where we stand, and where the lamp is: −1 is the left end, 1 the right.
        ActionSpace: new Discrete(2), // 0 walks to the left, 1 to the right.
        MaxEpisodeSteps: 50,
        RewardThreshold: -5.5);

    /// <inheritdoc/>
    public EnvironmentSpec Spec => Description;

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observation)
    {
        _random = new RandomGenerator(seed);
        Reset(observation);
    }

    /// <inheritdoc/>
    public void Reset(Span<float> observation)
    {
        _place = _random.NextInt32(5) - 2;
        _lamp = _random.NextInt32(2) == 0 ? -End : End;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(int action, Span<float> observation)
    {
        _place = Math.Clamp(_place + (action == 0 ? -1 : 1), -End, End);
        Observe(observation);
        return new StepResult(Reward: -1, Terminated: _place == _lamp, Truncated: false);
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)_place / End;
        observation[1] = (float)_lamp / End;
    }
}
