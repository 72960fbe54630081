using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Presets;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The help page of <c>train</c>: every option with its meaning, its range and the value it has for one environment.</summary>
internal static class TrainHelp
{
    /// <summary>The headings, and the hyperparameters under each.</summary>
    internal static IReadOnlyList<(string Heading, string[] Names)> Groups { get; } =
    [
        ("Run", [nameof(TrainingOptions.Environment), nameof(TrainingOptions.Seed), nameof(TrainingOptions.MaxSteps)]),
        ("Environments and rollouts",
        [
            nameof(TrainingOptions.Workers),
            nameof(TrainingOptions.EnvironmentsPerWorker),
            nameof(TrainingOptions.RolloutLength),
        ]),
        ("Asynchrony",
        [
            nameof(TrainingOptions.Mode),
            nameof(TrainingOptions.GradientsInFlight),
            nameof(TrainingOptions.StalenessPolicy),
            nameof(TrainingOptions.MaxStaleness),
            nameof(TrainingOptions.CompensationCoefficient),
        ]),
        ("Advantages and loss",
        [
            nameof(TrainingOptions.Discount),
            nameof(TrainingOptions.GaeLambda),
            nameof(TrainingOptions.NormalizeAdvantages),
            nameof(TrainingOptions.RewardScale),
            nameof(TrainingOptions.ValueCoefficient),
            nameof(TrainingOptions.EntropyCoefficient),
            nameof(TrainingOptions.EntropyCoefficientSchedule),
        ]),
        ("Optimizer",
        [
            nameof(TrainingOptions.Optimizer),
            nameof(TrainingOptions.LearningRate),
            nameof(TrainingOptions.LearningRateSchedule),
            nameof(TrainingOptions.MaxGradientNorm),
            nameof(TrainingOptions.RmsPropDecay),
            nameof(TrainingOptions.RmsPropEpsilon),
            nameof(TrainingOptions.AdamBeta1),
            nameof(TrainingOptions.AdamBeta2),
            nameof(TrainingOptions.AdamEpsilon),
            nameof(TrainingOptions.SgdMomentum),
        ]),
        ("Network",
        [
            nameof(TrainingOptions.HiddenSizes),
            nameof(TrainingOptions.Activation),
            nameof(TrainingOptions.SeparateTrunks),
            nameof(TrainingOptions.Initialization),
        ]),
        ("Evaluation", [nameof(TrainingOptions.EvaluationInterval), nameof(TrainingOptions.EvaluationEpisodes)]),
    ];

    /// <summary>The page.</summary>
    /// <param name="options">The options of the command.</param>
    /// <param name="defaults">The values that hold if nothing is given.</param>
    /// <param name="preset">The preset they come from; null if the environment has none.</param>
    public static HelpPage Page(TrainCommandOptions options, TrainingOptions defaults, Preset? preset)
    {
        var origin = preset is null
            ? $"The defaults shown are general ones: {defaults.Environment} has no preset."
            : $"The defaults shown are those of the {preset.Name} preset of {defaults.Environment} ({preset.Note.TrimEnd('.')}); "
            + "--env NAME --help shows another environment's, --preset NAME --help another preset's.";
        return new HelpPage(
            "Train a policy until its environment is solved, and keep it in a run folder.",
            "actorcritic train [options]",
            [
                new HelpSection("Examples",
                [
                    new HelpRow("actorcritic train", $"{defaults.Environment} with its preset and a fresh seed"),
                    new HelpRow("actorcritic train --seed 7 --workers 1", "a run that can be repeated byte for byte"),
                    new HelpRow("actorcritic train --config runs/…/plan.json", "the run of that folder once more"),
                    new HelpRow("actorcritic train --optimizer rmsprop --no-stop", "single values changed, the whole budget used"),
                ]),
                .. Groups.Select((section, index) => new HelpSection(
                    section.Heading,
                    [
                        .. from name in section.Names
                           let hyperparameter = Hyperparameter.Of(name)
                           let option = options.OptionOf(hyperparameter)
                           where option is not null
                           select Row(option, Default(hyperparameter, defaults)),
                        .. index == 0 ? Rows(options.Preset, options.UntilSolved, options.NoStop, options.Configuration, options.Out, options.Backend, options.Quiet) : [],
                    ])),
            ],
            "A value comes from the preset of the environment, then from --config, then from the command line; the later one wins. "
            + "In a configuration file an option has its long name in camel case: --gae-lambda is gaeLambda, --env is environment. "
            + origin);
    }

    /// <summary>An option's row: its meaning, then range and default in brackets.</summary>
    public static HelpRow Row(CommandOption option, string defaultValue)
    {
        string[] properties = [option.Format.Range, defaultValue.Length == 0 ? "" : $"default {defaultValue}"];
        var shown = string.Join("; ", properties.Where(property => property.Length > 0));
        return new HelpRow(option.Label, shown.Length == 0 ? option.Description! : $"{option.Description} ({shown})");
    }

    private static IEnumerable<HelpRow> Rows(params CommandOption[] options) => options.Select(option => Row(option, option.Default));

    private static string Default(Hyperparameter hyperparameter, TrainingOptions defaults) =>
        hyperparameter.Name == nameof(TrainingOptions.Seed)
            ? "drawn afresh and printed"
            : hyperparameter.Format.Format(hyperparameter.ValueIn(defaults));
}
