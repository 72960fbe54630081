using System.Globalization;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Statistics;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Restoring;

/// <summary>Whether a learner may go on from a state: whether it is of the same run and network, and whole.</summary>
public static class LearnerStateCheck
{
    /// <summary>Throws if the state does not fit.</summary>
    /// <exception cref="ArgumentException">The message lists all that does not fit.</exception>
    public static void ThrowIfUnfit(this LearnerState state, LearnerOptions options, ParameterLayout layout)
    {
        if (state.Violations(options, layout) is { Count: > 0 } violations)
            throw new ArgumentException(string.Join(" ", violations));
    }

    /// <summary>All that does not fit, as sentences; empty when the learner may go on from the state.</summary>
    /// <param name="options">Those of the learner that is to go on.</param>
    /// <param name="layout">Layout of its parameters.</param>
    public static IReadOnlyList<string> Violations(this LearnerState state, LearnerOptions options, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(layout);
        return
        [
            .. IdentityViolations(state, options),
            .. ParameterViolations(state, layout),
            .. OptimizerViolations(state, options, layout),
            .. StatisticsViolations(state.Statistics),
            .. EvaluationViolations(state, layout),
        ];
    }

    private static IEnumerable<string> IdentityViolations(LearnerState state, LearnerOptions options)
    {
        if (state.Run != options.Run)
            yield return $"The state is of the run '{state.Run}' and this is '{options.Run}'; restore it into its own run.";
        if (state.Term >= options.Term)
            yield return $"The state is of term {state.Term} and this learner's term is {options.Term}; it must be higher.";
    }

    private static IEnumerable<string> ParameterViolations(LearnerState state, ParameterLayout layout)
    {
        if (state.LayoutFingerprint != layout.Fingerprint)
        {
            yield return $"The state has the parameter layout {state.LayoutFingerprint:x16} and the network {layout.Fingerprint:x16}; "
                + "use the environment and the network options of the state's plan.";
        }

        var values = state.Parameters.Values;
        if (values.Length != layout.Count)
            yield return $"The state has {values.Length} parameters and the network {layout.Count}; use the network options of the state's plan.";
        if (!IsFinite(values))
            yield return "The state's parameters hold NaN or infinity; go on from an older one.";
    }

    private static IEnumerable<string> OptimizerViolations(LearnerState state, LearnerOptions options, ParameterLayout layout)
    {
        var optimizer = options.Training.OptimizerOptions().Name;
        if (state.Optimizer.Name != optimizer)
            yield return $"The state is of the optimizer '{state.Optimizer.Name}' and the run uses '{optimizer}'; use the state's own.";
        foreach (var vector in state.Optimizer.Vectors)
        {
            if (vector.Values.Length != layout.Count)
                yield return $"The optimizer's '{vector.Name}' has {vector.Values.Length} elements and there are {layout.Count} parameters.";
            if (!IsFinite(vector.Values))
                yield return $"The optimizer's '{vector.Name}' holds NaN or infinity; go on from an older state.";
        }
    }

    private static IEnumerable<string> StatisticsViolations(StatisticsState statistics)
    {
        var window = Math.Min(statistics.Episodes, EpisodeWindow.Capacity);
        if (statistics.LastEpisodes.Count != window)
            yield return $"The state lists {statistics.LastEpisodes.Count} last episodes of {statistics.Episodes}; there must be {window}.";
        if (statistics.StalenessHistogram.Count != StalenessStatistics.HistogramLimit + 1)
        {
            yield return $"The state's histogram of staleness has {statistics.StalenessHistogram.Count} elements; "
                + $"there must be {StalenessStatistics.HistogramLimit + 1}.";
        }
    }

    private static IEnumerable<string> EvaluationViolations(LearnerState state, ParameterLayout layout)
    {
        foreach (var pending in state.Evaluations.Pending)
        {
            if (pending.Parameters.Values.Length != layout.Count)
            {
                yield return $"The evaluation that is due of version {pending.Parameters.Version} has {pending.Parameters.Values.Length} parameters "
                    + $"and the network {layout.Count}.";
            }

            // What a confirmation confirms comes with it.
            if (pending.Round > 0 && state.Stopping.Candidate?.Version != pending.Parameters.Version)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Version {pending.Parameters.Version} is to be confirmed and the evaluation before is of version {state.Stopping.Candidate?.Version}.");
            }
        }
    }

    private static bool IsFinite(FloatVector vector) => double.IsFinite(GradientNorm.Compute(vector.Span));
}
