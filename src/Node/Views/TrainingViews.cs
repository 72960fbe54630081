using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>Chooses what a person sees of a run.</summary>
internal static class TrainingViews
{
    /// <summary>A live picture in a terminal, plain lines elsewhere, warnings only where nobody wants more.</summary>
    public static ITrainingView For(
        TrainRequest request, EnvironmentSpec environment, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
    {
        var options = request.Options;
        var workers = options.Workers == 1 ? "1 worker" : FormattableString.Invariant($"{options.Workers} workers");
        var title = FormattableString.Invariant($"{options.Environment}, seed {options.Seed}, {workers}");
        if (request.Quiet)
            return new QuietTrainingView(errors);
        if (output.Profile.Out.IsTerminal && output.Profile.Capabilities.Interactive)
            return new LiveTrainingView(output, title, environment.RewardThreshold);

        output.Profile.Out.Writer.WriteLine(title);
        return new PlainTrainingView(output.Profile.Out.Writer, timeProvider);
    }
}
