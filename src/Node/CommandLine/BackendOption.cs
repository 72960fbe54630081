using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The option <c>--backend</c> of every command that makes networks.</summary>
internal static class BackendOption
{
    public static CommandOption Create() => new(
        "--backend",
        OptionFormat.Of(typeof(PolicyBackend), new HyperparameterAttribute("backend")),
        "what computes this process's networks: vector instructions, or libtorch; auto takes the former where they cover the network")
    {
        Default = "auto",
    };

    /// <summary>The choice.</summary>
    public static PolicyBackend BackendOf(this CommandWords words, CommandOption option) => words.ValueOf(option) as PolicyBackend? ?? PolicyBackend.Auto;
}
