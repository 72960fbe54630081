using System.Reflection;
using System.Text;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>One of the <see cref="TrainingOptions"/> as a person meets it: a field of a JSON file and an option of the command line.</summary>
/// <remarks>Found by reflection: an option that is added to <see cref="TrainingOptions"/> is known to every source at once.</remarks>
internal sealed class Hyperparameter
{
    // What the same thing is called in Stable-Baselines3, CleanRL and the papers, in small letters without separators: the edit distance from
    // "gamma" would lead elsewhere than to "discount".
    private static readonly Dictionary<string, string> NamesElsewhere = new(StringComparer.Ordinal)
    {
        ["beta"] = nameof(TrainingOptions.EntropyCoefficient),
        ["clip"] = nameof(TrainingOptions.MaxGradientNorm),
        ["entcoef"] = nameof(TrainingOptions.EntropyCoefficient),
        ["gamma"] = nameof(TrainingOptions.Discount),
        ["lambda"] = nameof(TrainingOptions.GaeLambda),
        ["lr"] = nameof(TrainingOptions.LearningRate),
        ["maxgradnorm"] = nameof(TrainingOptions.MaxGradientNorm),
        ["nenvs"] = nameof(TrainingOptions.EnvironmentsPerWorker),
        ["normadv"] = nameof(TrainingOptions.NormalizeAdvantages),
        ["nsteps"] = nameof(TrainingOptions.RolloutLength),
        ["numenvs"] = nameof(TrainingOptions.EnvironmentsPerWorker),
        ["numsteps"] = nameof(TrainingOptions.RolloutLength),
        ["steps"] = nameof(TrainingOptions.MaxSteps),
        ["timesteps"] = nameof(TrainingOptions.MaxSteps),
        ["totaltimesteps"] = nameof(TrainingOptions.MaxSteps),
        ["vfcoef"] = nameof(TrainingOptions.ValueCoefficient),
    };

    private readonly PropertyInfo _property;

    private Hyperparameter(PropertyInfo property, HyperparameterAttribute attribute)
    {
        _property = property;
        Name = property.Name;
        FieldName = char.ToLowerInvariant(Name[0]) + Name[1..];
        OptionName = "--" + Hyphenated(Name);
        Description = attribute.Description;
        Format = OptionFormat.Of(property.PropertyType, attribute);
    }

    /// <summary>All of them, in the order in which <see cref="TrainingOptions"/> declares them.</summary>
    public static IReadOnlyList<Hyperparameter> All { get; } =
    [
        .. from property in typeof(TrainingOptions).GetProperties()
           let attribute = property.GetCustomAttribute<HyperparameterAttribute>()
           where attribute is not null
           select new Hyperparameter(property, attribute),
    ];

    /// <summary>Name of the property: LearningRate.</summary>
    public string Name { get; }

    /// <summary>Name of the field in JSON: learningRate.</summary>
    public string FieldName { get; }

    /// <summary>Name of the option on the command line: --learning-rate.</summary>
    public string OptionName { get; }

    /// <summary>Meaning, with the unit, in one line.</summary>
    public string Description { get; }

    /// <summary>How its values are written and checked.</summary>
    public OptionFormat Format { get; }

    /// <summary>Whether it is a truth value, which the command line also takes without a value.</summary>
    public bool IsFlag => _property.PropertyType == typeof(bool);

    /// <summary>The one with the given property name, as by <c>nameof</c>.</summary>
    public static Hyperparameter Of(string name) => All.First(hyperparameter => hyperparameter.Name == name);

    /// <summary>What a name from other programs or papers means, such as "gamma", "--lr" or "n_steps"; null if it is no such name.</summary>
    public static Hyperparameter? KnownElsewhereAs(string name) =>
        NamesElsewhere.TryGetValue(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant(), out var property)
            ? Of(property)
            : null;

    /// <summary>Its value.</summary>
    public object ValueIn(TrainingOptions options) => _property.GetValue(options)!;

    /// <summary>Sets its value in an object that nobody else knows yet.</summary>
    internal void SetIn(TrainingOptions options, object value) => _property.SetValue(options, value);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string Hyphenated(string name)
    {
        var hyphenated = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && hyphenated.Length > 0)
                hyphenated.Append('-');
            hyphenated.Append(char.ToLowerInvariant(letter));
        }

        return hyphenated.ToString();
    }
}
