using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The option <c>--backend</c> of every command that makes networks.</summary>
internal static class BackendOption
{
    private const string Name = "--backend";
    private static readonly OptionFormat Format = OptionFormat.Of(typeof(PolicyBackend), new HyperparameterAttribute("backend"));

    public static CommandOption Create() => new(
        Name,
        Format,
        "what computes this process's networks: vector instructions, or libtorch; auto takes the former where they cover the network")
    {
        Default = "auto",
    };

    /// <summary>The words that make another process choose the same.</summary>
    public static string[] WordsFor(PolicyBackend backend) => [Name, Format.Format(backend)];

    /// <summary>The choice.</summary>
    public static PolicyBackend BackendOf(this CommandWords words, CommandOption option) => words.ValueOf(option) as PolicyBackend? ?? PolicyBackend.Auto;
}
