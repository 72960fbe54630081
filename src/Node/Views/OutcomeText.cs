using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>How a run ended, in a line for a person.</summary>
internal static class OutcomeText
{
    /// <summary>The line of a run that has solved its environment.</summary>
    public static string Solved(EnvironmentSpec environment, RunSummary summary, SolvedPoint solved) =>
        FormattableString.Invariant($"Solved {environment.Id} after {StatusText.Count(solved.EnvironmentSteps)} steps ") +
        FormattableString.Invariant($"and {solved.WallSeconds:F2} s of training ({StatusText.Count(summary.EnvironmentSteps)} steps in all, {StatusText.Rate(summary.StepsPerSecond)} steps/s): ") +
        FormattableString.Invariant($"greedy return {solved.Evaluation.ReturnMean:F1}, confirmed {solved.Confirmation.ReturnMean:F1}, ") +
        FormattableString.Invariant($"threshold {environment.RewardThreshold:G}.");

    /// <summary>The line of a run that ended otherwise, or went on after it had solved its environment.</summary>
    public static string Ended(RunSummary summary) =>
        FormattableString.Invariant($"{summary.Explanation} It took {summary.WallSeconds:F2} s ") +
        $"({StatusText.Rate(summary.StepsPerSecond)} steps/s).";
}
