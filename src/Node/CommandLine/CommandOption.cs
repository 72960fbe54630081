using System.CommandLine;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>Whether an option is followed by a value.</summary>
internal enum OptionValue
{
    /// <summary>Always: --seed 7.</summary>
    Required,

    /// <summary>It may be: --separate-trunks and --separate-trunks true are the same.</summary>
    Optional,

    /// <summary>Never: --quiet.</summary>
    None,
}

/// <summary>
/// An option that takes any word: <see cref="CommandWords"/> reads the values with their format, so that all faults can be listed together.
/// </summary>
internal sealed class CommandOption : Option<string[]>
{
    /// <param name="name">Its name, as it is shown.</param>
    /// <param name="format">How its values are written and checked.</param>
    /// <param name="description">Meaning, in one line.</param>
    /// <param name="value">Whether it is followed by a value.</param>
    /// <param name="aliases">Other names for it.</param>
    public CommandOption(
        string name, OptionFormat format, string description, OptionValue value = OptionValue.Required, params string[] aliases)
        : base(name, aliases)
    {
        Format = format;
        Description = description;
        Value = value;

        // The parser must not complain by itself of a missing or a repeated value.
        Arity = value == OptionValue.None ? ArgumentArity.Zero : ArgumentArity.ZeroOrMore;
    }

    /// <summary>How its values are written and checked.</summary>
    public OptionFormat Format { get; }

    /// <summary>Whether it is followed by a value.</summary>
    public OptionValue Value { get; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The default as help shows it; empty without one.</summary>
    public string Default { get; init; } = "";

    /// <summary>Name and value as help shows them: "--seed N".</summary>
    public string Label => Value switch
    {
        OptionValue.None => Name,
        OptionValue.Optional => $"{Name} [{Format.Placeholder}]",
        _ => $"{Name} {Format.Placeholder}",
    };
}
