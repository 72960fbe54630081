using System.Runtime.CompilerServices;
using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>A pole on a cart that is pushed left or right: keep the pole upright and the cart near the middle.</summary>
/// <remarks>
/// Barto, Sutton and Anderson 1983, in the form of Gymnasium 1.3's CartPole: same equations, order of operations, integration (Euler,
/// positions by the old velocities), limits and rewards, with the state in double precision and float32 observations. Like there, a step
/// after the end goes on with the motion and gives reward 0 where the state is out of bounds (inside the catalogue's
/// <see cref="TimeLimit"/> such a step throws). One thing differs: starting states come from this project's generator, so a seed starts
/// elsewhere than in Gymnasium, with the same distribution. Observation: cart position (m), cart velocity (m/s), pole angle from upright
/// (rad), pole angular velocity (rad/s). Action: 0 pushes to the left, 1 to the right.
/// </remarks>
public sealed class CartPole : IBatchableEnvironment
{
    private const double Gravity = 9.8;
    private const double CartMass = 1.0;
    private const double PoleMass = 0.1;
    private const double TotalMass = PoleMass + CartMass;
    private const double HalfPoleLength = 0.5;
    private const double PoleMassLength = PoleMass * HalfPoleLength;
    private const double ForceMagnitude = 10.0;
    private const double SecondsPerStep = 0.02;
    private const double PositionLimit = 2.4;
    private const double AngleLimit = 12 * 2 * Math.PI / 360;
    private const double StartLimit = 0.05;

    private RandomGenerator? _generator;
    private double _position, _velocity, _angle, _angularVelocity;
    private bool _hasTerminated;

    /// <summary>Makes one; it starts with a reset.</summary>
    /// <param name="spec">
    /// <see cref="Version1"/> or <see cref="Version0"/>, which differ in their time limit only, or a spec of your own with the same spaces.
    /// </param>
    public CartPole(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.ObservationSize != 4 || spec.ActionCount != 2)
        {
            throw new ArgumentException(
                $"CartPole has 4 numbers in an observation and 2 actions; the spec says {spec.ObservationSpace} and {spec.ActionSpace}.",
                nameof(spec));
        }

        Spec = spec;
    }

    /// <summary>CartPole-v1: 500 steps, solved from a mean return of 475.</summary>
    public static EnvironmentSpec Version1 { get; } = CreateSpec("CartPole-v1", 500, 475);

    /// <summary>CartPole-v0: 200 steps, solved from a mean return of 195.</summary>
    public static EnvironmentSpec Version0 { get; } = CreateSpec("CartPole-v0", 200, 195);

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <summary>
    /// Position, velocity, angle and angular velocity in full precision: what a test sets to compare a single step with a recorded one.
    /// </summary>
    internal (double Position, double Velocity, double Angle, double AngularVelocity) State
    {
        get => (_position, _velocity, _angle, _angularVelocity);
        set => (_position, _velocity, _angle, _angularVelocity) = value;
    }

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observation)
    {
        _generator = new RandomGenerator(seed);
        Reset(observation);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no reset with a seed yet, so there is no generator to go on with.</exception>
    public void Reset(Span<float> observation)
    {
        var generator = _generator ?? throw new InvalidOperationException($"{Spec.Id} was never seeded. Call Reset with a seed first.");

        Start(generator, out _position, out _velocity, out _angle, out _angularVelocity);
        _hasTerminated = false;
        Observe(_position, _velocity, _angle, _angularVelocity, observation);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="action"/> is neither 0 nor 1.</exception>
    public StepResult Step(int action, Span<float> observation)
    {
        if (!Spec.ActionSpace.Contains(action))
            throw new ArgumentOutOfRangeException(nameof(action), action, $"{Spec.Id} has the actions 0 (left) and 1 (right).");

        var terminated = Move(action, ref _position, ref _velocity, ref _angle, ref _angularVelocity);
        var reward = terminated && _hasTerminated ? 0.0 : 1.0;
        _hasTerminated |= terminated;
        Observe(_position, _velocity, _angle, _angularVelocity, observation);
        return new StepResult(reward, terminated, Truncated: false);
    }

    /// <inheritdoc/>
    public IBatchEnvironment? CreateBatch(IReadOnlyList<IEnvironment> copies) =>
        copies.All(copy => copy is CartPole) ? new CartPoleBatch(copies.Count) : null;

    /// <summary>Draws a starting state.</summary>
    internal static void Start(RandomGenerator generator, out double position, out double velocity, out double angle, out double angularVelocity)
    {
        position = generator.NextUniform(-StartLimit, StartLimit);
        velocity = generator.NextUniform(-StartLimit, StartLimit);
        angle = generator.NextUniform(-StartLimit, StartLimit);
        angularVelocity = generator.NextUniform(-StartLimit, StartLimit);
    }

    /// <summary>A state after one step; returns whether it is out of bounds.</summary>
    /// <remarks>
    /// Florian 2007, "Correct equations for the dynamics of the cart-pole system", without friction, with the grouping of Gymnasium's source, so that not even the
    /// rounding differs.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Move(int action, ref double position, ref double velocity, ref double angle, ref double angularVelocity)
    {
        // Computed, not chosen: a policy that explores makes this a branch that no processor predicts.
        var force = (2 * action - 1) * ForceMagnitude;
        var (sine, cosine) = Math.SinCos(angle);

        var push = (force + PoleMassLength * (angularVelocity * angularVelocity) * sine) / TotalMass;
        var angularAcceleration = (Gravity * sine - cosine * push)
            / (HalfPoleLength * (4.0 / 3.0 - PoleMass * (cosine * cosine) / TotalMass));
        var acceleration = push - PoleMassLength * angularAcceleration * cosine / TotalMass;

        position += SecondsPerStep * velocity;
        velocity += SecondsPerStep * acceleration;
        angle += SecondsPerStep * angularVelocity;
        angularVelocity += SecondsPerStep * angularAcceleration;
        return Math.Abs(position) > PositionLimit || Math.Abs(angle) > AngleLimit;
    }

    /// <summary>Writes a state as the policy sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Observe(double position, double velocity, double angle, double angularVelocity, Span<float> observation)
    {
        observation[3] = (float)angularVelocity;
        observation[2] = (float)angle;
        observation[1] = (float)velocity;
        observation[0] = (float)position;
    }

    private static EnvironmentSpec CreateSpec(string id, int maxEpisodeSteps, double rewardThreshold)
    {
        float[] high = [(float)(2 * PositionLimit), float.PositiveInfinity, (float)(2 * AngleLimit), float.PositiveInfinity];
        float[] low = Array.ConvertAll(high, bound => -bound);
        return new EnvironmentSpec(id, new Box(low, high), new Discrete(2), maxEpisodeSteps, rewardThreshold);
    }
}
