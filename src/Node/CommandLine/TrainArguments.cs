using System.CommandLine;
using System.CommandLine.Parsing;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>What the command line of <c>train</c> says.</summary>
internal sealed class TrainArguments
{
    /// <summary>The hyperparameters it sets.</summary>
    public PlanLayer Layer { get; } = new();

    /// <summary>The configuration file; null without one.</summary>
    public string? ConfigurationFile { get; private set; }

    /// <summary>The run folder; null for the default.</summary>
    public string? RunFolder { get; private set; }

    /// <summary>Whether only the outcome and warnings are printed.</summary>
    public bool Quiet { get; private set; }

    /// <summary>Reads the words in their order, so that a message can say which option a stray word follows.</summary>
    /// <param name="parsed">The words, the known options among them recognised.</param>
    /// <param name="options">The known options.</param>
    /// <param name="faults">Takes a line for each fault.</param>
    public static TrainArguments Read(ParseResult parsed, TrainCommandOptions options, ICollection<string> faults)
    {
        var arguments = new TrainArguments();
        var given = new HashSet<Option>();
        var words = parsed.Tokens.SkipWhile(token => token.Type != TokenType.Command).Skip(1).ToList();
        var previous = "train";
        for (var i = 0; i < words.Count; i++)
        {
            var name = words[i].Value;
            var value = i + 1 < words.Count && words[i + 1].Type == TokenType.Argument && !ParseFaults.IsOption(words[i + 1].Value) ? words[i + 1].Value : null;
            if (words[i].Type == TokenType.Option)
            {
                var (option, hyperparameter) = options.Find(name);
                if (!given.Add(option))
                    faults.Add($"{name} is given twice; give it once.");
                var takesValue = option.Arity.MaximumNumberOfValues > 0;
                var fault = takesValue && value is null && hyperparameter is not { IsFlag: true } ? $"{name} needs a value{Expected(hyperparameter)}."
                    : hyperparameter is null ? arguments.Take(option, value, options)
                    : arguments.Take(hyperparameter, name, value ?? "true");
                if (fault is not null)
                    faults.Add(fault);
                i += takesValue && value is not null ? 1 : 0;
            }
            else if (ParseFaults.IsOption(name))
            {
                // What follows is most likely its value; there is nothing more to say of it.
                faults.Add(ParseFaults.Unknown(name, "option", options.Names));
                i += value is not null ? 1 : 0;
            }
            else
            {
                faults.Add($"'{name}' is one word too many after {previous}.");
            }

            previous = words[i].Type == TokenType.Option || ParseFaults.IsOption(name) ? name : previous;
        }

        if (given.Contains(options.UntilSolved) && given.Contains(options.NoStop))
            faults.Add("--until-solved and --no-stop contradict each other; give one of them.");
        return arguments;
    }

    private static string Expected(Hyperparameter? hyperparameter) => hyperparameter is null ? "" : $": {hyperparameter.Format.Expectation}";

    private string? Take(Hyperparameter hyperparameter, string name, string text)
    {
        if (!hyperparameter.Format.TryParse(text, out var value, out var expectation))
            return $"{name} is '{OptionFormat.Shown(text)}'; it must be {expectation}.";
        Layer.Set(hyperparameter, value);
        return null;
    }

    private string? Take(Option option, string? value, TrainCommandOptions options)
    {
        if (option == options.UntilSolved)
            Layer.UntilSolved = true;
        else if (option == options.NoStop)
            Layer.UntilSolved = false;
        else if (option == options.Quiet)
            Quiet = true;
        else if (string.IsNullOrWhiteSpace(value))
            return $"{option.Name} needs a path.";
        else if (option == options.Configuration)
            ConfigurationFile = value;
        else
            RunFolder = value;
        return null;
    }
}
