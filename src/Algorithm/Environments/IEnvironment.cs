namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>What one step of an environment gave besides the observation.</summary>
/// <param name="Reward">The reward of the step; finite.</param>
/// <param name="Terminated">The episode reached a terminal state of the task: nothing comes after it, its successor is worth 0.</param>
/// <param name="Truncated">
/// The episode was cut from outside, as by a time limit: the successor would have gone on and keeps its value. May be true together with
/// <paramref name="Terminated"/>, which then counts.
/// </param>
public readonly record struct StepResult(double Reward, bool Terminated, bool Truncated)
{
    /// <summary>Whether the episode is over, for either reason.</summary>
    public bool Ended => Terminated | Truncated;
}

/// <summary>A task to be learnt, after Gymnasium's Env: reset it, then step it until an episode ends, then reset it again.</summary>
/// <remarks>
/// The caller owns the memory of the observation: every call fills all <see cref="EnvironmentSpec.ObservationSize"/> elements of the span,
/// whose previous content means nothing. Everything random comes from a generator of the environment's own, seeded by
/// <see cref="Reset(ulong, Span{float})"/>, so that seed and actions determine what happens. What happens after the end of an episode or
/// before the first reset is the environment's own affair: the catalogue hands out every environment inside a <see cref="TimeLimit"/>,
/// which refuses such a step. <see cref="EnvironmentChecker"/> says whether an implementation keeps to all this.
/// </remarks>
public interface IEnvironment
{
    /// <summary>What is known of the environment without running it; the same at all times.</summary>
    EnvironmentSpec Spec { get; }

    /// <summary>Seeds the environment's generator and starts an episode.</summary>
    /// <param name="seed">Determines, with the actions, this episode and all that follow until the next seeded reset.</param>
    /// <param name="observation">Output, length ObservationSize: the first observation.</param>
    void Reset(ulong seed, Span<float> observation);

    /// <summary>Starts an episode and goes on with the generator as it is, so that no two episodes need be alike.</summary>
    /// <param name="observation">Output, length ObservationSize: the first observation.</param>
    void Reset(Span<float> observation);

    /// <summary>Takes one action.</summary>
    /// <param name="action">0 … ActionCount − 1.</param>
    /// <param name="observation">Output, length ObservationSize: the observation that follows, also where the episode ends with it.</param>
    /// <returns>Reward and whether the episode is over.</returns>
    StepResult Step(int action, Span<float> observation);
}
