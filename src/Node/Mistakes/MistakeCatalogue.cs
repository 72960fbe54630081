using ActorCritic.Distributed.Algorithm.Methods;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>The classic mistakes by the names a person types, and the trainer they are made in.</summary>
internal static class MistakeCatalogue
{
    /// <summary>What the correct trainer is called in tables and pictures.</summary>
    public const string Correct = "correct";

    /// <summary>All of them, in the order in which a lesson comes to them: loss, ends of episodes, what steadies it.</summary>
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new TargetAsAdvantage(),
        new CriticNotDetached(),
        new WrongSign(),
        new BootstrapPastTermination(),
        new TruncationAsTermination(),
        new NoAdvantageNormalization(),
        new NoEntropyBonus(),
    ];

    /// <summary>The correct trainer: deep A2C with GAE, whose own options normalise, have an entropy bonus and solve CartPole-v1.</summary>
    public static TrainingMethod Trainer { get; } = MethodCatalogue.All.Single(method => method.Name == "gae");
}
