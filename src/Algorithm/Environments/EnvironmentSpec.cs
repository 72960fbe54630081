namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>What is known of an environment without running it.</summary>
/// <param name="Id">Its name in the catalogue and on the command line, such as "CartPole-v1".</param>
/// <param name="ObservationSpace">What observations look like and which values they may take.</param>
/// <param name="ActionSpace">The actions there are.</param>
/// <param name="MaxEpisodeSteps">After how many steps an episode is truncated; at least 1.</param>
/// <param name="RewardThreshold">
/// The mean undiscounted return over 100 episodes from which the environment counts as solved; positive infinity where none is defined.
/// </param>
public sealed record EnvironmentSpec(
    string Id,
    Box ObservationSpace,
    Discrete ActionSpace,
    int MaxEpisodeSteps,
    double RewardThreshold)
{
    /// <summary>O, how many float32 numbers an observation has.</summary>
    public int ObservationSize => ObservationSpace.Size;

    /// <summary>A, how many actions there are.</summary>
    public int ActionCount => ActionSpace.Count;

    /// <summary>Everything in this spec that makes no sense; empty if it can be registered.</summary>
    public IReadOnlyList<EnvironmentFinding> FindFaults()
    {
        var findings = new List<EnvironmentFinding>();
        if (string.IsNullOrWhiteSpace(Id))
            Report(EnvironmentFault.BlankId, "The id is blank.");
        FindObservationSpaceFaults(Report);
        if (ActionSpace is not { Count: > 0 })
            Report(EnvironmentFault.ActionSpaceEmpty, $"The action space is {ActionSpace?.ToString() ?? "missing"}.");
        if (MaxEpisodeSteps < 1)
            Report(EnvironmentFault.MaxEpisodeStepsNotPositive, $"MaxEpisodeSteps is {MaxEpisodeSteps}.");
        if (double.IsNaN(RewardThreshold))
            Report(EnvironmentFault.RewardThresholdNotANumber, "RewardThreshold is NaN.");

        return findings;

        void Report(EnvironmentFault fault, string seen) => findings.Add(new EnvironmentFinding(fault, seen));
    }

    private void FindObservationSpaceFaults(Action<EnvironmentFault, string> report)
    {
        if (ObservationSpace is null)
        {
            report(EnvironmentFault.ObservationSpaceMisshapen, "The observation space is missing.");
            return;
        }

        var (low, high, shape) = (ObservationSpace.Low, ObservationSpace.High, ObservationSpace.Shape);
        var elementCount = shape.Aggregate(1L, (product, length) => product * length);
        if (low.Length == 0 || low.Length != high.Length || low.Length != elementCount || shape.Any(length => length < 1))
        {
            report(
                EnvironmentFault.ObservationSpaceMisshapen,
                $"The observation space has the shape [{string.Join(", ", shape)}], {low.Length} lower and {high.Length} upper bounds.");
            return;
        }

        for (var i = 0; i < low.Length; i++)
        {
            if (low[i] <= high[i] && low[i] < float.PositiveInfinity && high[i] > float.NegativeInfinity)
                continue;

            report(
                EnvironmentFault.ObservationBoundsInvalid,
                $"Element {i} of the observation space has the bounds [{low[i]}, {high[i]}].");
        }
    }
}
