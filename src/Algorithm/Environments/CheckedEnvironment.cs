namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>
/// An environment whose every answer is looked at: what it throws, what it writes and what it rewards. The checker plays through this.
/// </summary>
/// <param name="environment">The environment to look at.</param>
/// <param name="spec">What its answers are compared with.</param>
/// <param name="report">Takes the mistakes: which, and what was seen.</param>
internal sealed class CheckedEnvironment(IEnvironment environment, EnvironmentSpec spec, Action<EnvironmentFault, string> report)
{
    /// <summary>A NaN that no computation gives: where it is still found after a call, nothing was written.</summary>
    private static readonly float Unwritten = BitConverter.Int32BitsToSingle(0x7FC0_5EED);

    private readonly float[] _observation = new float[spec.ObservationSize];
    private int _episode, _step, _action;

    /// <summary>The newest observation, [O].</summary>
    public ReadOnlySpan<float> Observation => _observation;

    /// <summary>What the newest step gave; the default after a reset.</summary>
    public StepResult Result { get; private set; }

    /// <summary>The newest call in words.</summary>
    public string LastCall =>
        _step == 0 ? $"The reset of episode {_episode}" : $"Step {_step} of episode {_episode} (action {_action})";

    /// <summary>Starts an episode.</summary>
    /// <param name="seed">Null to go on with the generator as it is.</param>
    /// <returns>False if the environment threw; that is reported.</returns>
    public bool TryReset(ulong? seed = null)
    {
        (_episode, _step, Result) = (_episode + 1, 0, default);
        Array.Fill(_observation, Unwritten);
        try
        {
            Reset(seed, _observation);
        }
        catch (Exception exception)
        {
            ReportReset(seed, exception);
            return false;
        }

        LookAtObservation();
        return true;
    }

    /// <summary>Takes one action.</summary>
    /// <param name="action">0 … ActionCount − 1.</param>
    /// <returns>False if the environment threw; that is reported.</returns>
    public bool TryStep(int action)
    {
        if (Step(action) is { } exception)
        {
            report(EnvironmentFault.StepThrows, $"{LastCall} threw {Describe(exception)}.");
            return false;
        }

        LookAtObservation();
        if (!float.IsFinite((float)Result.Reward))
            report(EnvironmentFault.RewardNotFinite, $"{LastCall} gave the reward {Result.Reward}.");
        return true;
    }

    /// <summary>Takes one action and looks at nothing.</summary>
    /// <param name="action">0 … ActionCount − 1.</param>
    /// <returns>What the environment threw; null if nothing.</returns>
    public Exception? Step(int action)
    {
        (_step, _action) = (_step + 1, action);
        Array.Fill(_observation, Unwritten);
        try
        {
            Result = environment.Step(action, _observation);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>Type and message of an exception, as part of a sentence.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().Name} (\"{exception.Message}\")";

    private void Reset(ulong? seed, Span<float> observation)
    {
        if (seed is { } value)
            environment.Reset(value, observation);
        else
            environment.Reset(observation);
    }

    private void ReportReset(ulong? seed, Exception exception)
    {
        var written = CountElementsWritten(seed);
        if (written <= spec.ObservationSize)
        {
            report(EnvironmentFault.ResetThrows, $"{LastCall} threw {Describe(exception)}.");
            return;
        }

        report(
            EnvironmentFault.ObservationTooLong,
            $"{LastCall} wrote {written} elements, the observation space has {spec.ObservationSize}, and it threw {Describe(exception)}.");
    }

    /// <summary>
    /// Resets into more memory than an observation needs, because an observation that does not fit is the commonest reason of a reset that
    /// throws.
    /// </summary>
    /// <returns>0 if that throws too.</returns>
    private int CountElementsWritten(ulong? seed)
    {
        var ample = new float[4 * spec.ObservationSize + 1024];
        Array.Fill(ample, Unwritten);
        try
        {
            Reset(seed, ample);
        }
        catch (Exception)
        {
            return 0;
        }

        return Array.FindLastIndex(ample, element => !IsUnwritten(element)) + 1;
    }

    private void LookAtObservation()
    {
        if (Array.FindIndex(_observation, IsUnwritten) is var unwritten and >= 0)
        {
            report(EnvironmentFault.ObservationIncomplete, $"{LastCall} left element {unwritten} of the observation unwritten.");
        }
        else if (Array.FindIndex(_observation, element => !float.IsFinite(element)) is var notFinite and >= 0)
        {
            report(
                EnvironmentFault.ObservationNotFinite,
                $"{LastCall} wrote {_observation[notFinite]} into element {notFinite} of the observation.");
        }
        else if (spec.ObservationSpace.IndexOfFirstOutside(_observation) is var outside and >= 0)
        {
            var (low, high) = (spec.ObservationSpace.Low[outside], spec.ObservationSpace.High[outside]);
            report(
                EnvironmentFault.ObservationOutsideSpace,
                $"{LastCall} wrote {_observation[outside]} into element {outside} of the observation, whose bounds are [{low}, {high}].");
        }
    }

    private static bool IsUnwritten(float element) =>
        BitConverter.SingleToInt32Bits(element) == BitConverter.SingleToInt32Bits(Unwritten);
}
