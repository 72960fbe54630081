using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>From what was asked for to what the learner is told.</summary>
internal static class RunPlan
{
    // Enough for any curve, and few enough that a run of a billion steps does not fill a disk.
    private const int MetricsRows = 2_000;
    private const long SmallestMetricsInterval = 500;

    /// <summary>The options of a run's learner.</summary>
    public static LearnerOptions ToLearnerOptions(this TrainRequest request, EnvironmentSpec environment, RunFolder folder) => new()
    {
        Run = NameOf(folder),
        Plan = request.PlanJson,
        Training = request.Options,
        Environment = environment,
        StopWhenSolved = request.UntilSolved,
        MetricsInterval = Math.Max(SmallestMetricsInterval, request.Options.MaxSteps / MetricsRows),
    };

    /// <summary>The request with the plan of a run that is gone on with in the place of its own.</summary>
    /// <exception cref="InvalidOperationException">The run's plan cannot be read by this version of the program.</exception>
    public static TrainRequest Adopting(this TrainRequest request, LearnerState state)
    {
        var faults = new List<string>();
        var layer = PlanFile.Read(Encoding.UTF8.GetBytes(state.Plan), $"the plan of {state.Run}", faults);
        if (faults.Count > 0)
            throw new InvalidOperationException(faults[0]);
        return request with
        {
            Options = layer.Over(new TrainingOptions()),
            UntilSolved = layer.UntilSolved ?? request.UntilSolved,
            PlanJson = state.Plan,
        };
    }

    /// <summary>Lays the network out.</summary>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="environment">The environment that they name.</param>
    /// <param name="layout">The layout, if there can be one.</param>
    /// <param name="fault">Otherwise why not.</param>
    public static bool TryLayOut(
        TrainingOptions options,
        EnvironmentSpec environment,
        [NotNullWhen(true)] out ParameterLayout? layout,
        [NotNullWhen(false)] out string? fault)
    {
        (layout, fault) = (null, null);
        try
        {
            layout = ParameterLayout.Of(options.NetworkFor(environment));
            return true;
        }
        catch (ArgumentException exception)
        {
            fault = exception.Message;
            return false;
        }
    }

    /// <summary>The last part of the folder's full path, also where it was given as "." or with a separator at its end.</summary>
    private static string NameOf(RunFolder folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path)));
}
