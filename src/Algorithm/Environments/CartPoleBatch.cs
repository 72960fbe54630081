using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>Copies of <see cref="CartPole"/>, an array for each number of their states: the same motion, to the bit, without a call for each of them.</summary>
/// <remarks>
/// The loop is not in vectors: of a step's time most is sine and cosine, and those of the vector library differ in the last bit from those of <see cref="Math"/>, by
/// which a seed's episodes would be others.
/// </remarks>
/// <param name="count">E ≥ 1.</param>
internal sealed class CartPoleBatch(int count) : IBatchEnvironment
{
    private readonly RandomGenerator?[] _generators = new RandomGenerator?[count];
    private readonly double[] _positions = new double[count];
    private readonly double[] _velocities = new double[count];
    private readonly double[] _angles = new double[count];
    private readonly double[] _angularVelocities = new double[count];

    public int Count => count;

    public void Reset(int copy, ulong seed, Span<float> observation)
    {
        _generators[copy] = new RandomGenerator(seed);
        Reset(copy, observation);
    }

    public void Reset(int copy, Span<float> observation)
    {
        var generator = _generators[copy] ?? throw new InvalidOperationException($"Copy {copy} was never seeded. Call Reset with a seed first.");
        CartPole.Start(generator, out _positions[copy], out _velocities[copy], out _angles[copy], out _angularVelocities[copy]);
        CartPole.Observe(_positions[copy], _velocities[copy], _angles[copy], _angularVelocities[copy], observation);
    }

    public void Step(ReadOnlySpan<int> actions, Span<float> observations, Span<double> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        // Views of one length, so that no access in the loop is checked.
        var positions = _positions.AsSpan(0, actions.Length);
        var velocities = _velocities.AsSpan(0, actions.Length);
        var angles = _angles.AsSpan(0, actions.Length);
        var angularVelocities = _angularVelocities.AsSpan(0, actions.Length);
        terminated = terminated[..actions.Length];
        for (var e = 0; e < actions.Length; e++)
        {
            terminated[e] = CartPole.Move(actions[e], ref positions[e], ref velocities[e], ref angles[e], ref angularVelocities[e]);
            CartPole.Observe(positions[e], velocities[e], angles[e], angularVelocities[e], observations.Slice(4 * e, 4));
        }

        // Until a copy is reset, every step counts, the last one too.
        rewards[..actions.Length].Fill(1);
        truncated[..actions.Length].Clear();
    }
}
