using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;

namespace ActorCritic.Distributed.Node.Mistakes;

/// <summary>One thing done wrong to a trainer that is right.</summary>
/// <remarks>
/// The trainer stays the class that it is in production, which has no switch for this. It is made with options, environments and networks from outside, and a mistake alters one of the three on their way
/// in: so none can be made by an option of a method, and everything that is not altered is the trainer's own.
/// </remarks>
internal abstract class Mistake
{
    /// <summary>As it is typed: wrong-sign.</summary>
    public abstract string Name { get; }

    /// <summary>What is done wrong, in a line.</summary>
    public abstract string Summary { get; }

    /// <summary>Why nothing complains, in a sentence.</summary>
    public abstract string Silence { get; }

    /// <summary>The same trainer with this mistake and no other.</summary>
    public Contender In(Contender correct)
    {
        ArgumentNullException.ThrowIfNull(correct);
        var method = new TrainingMethod(
            $"{correct.Method.Name} with {Name}",
            $"{Summary}. {Silence}",
            correct.Method.Defaults,
            (options, createEnvironment, createNetwork) =>
                correct.Method.Create(options, () => Alter(createEnvironment()), network => Alter(createNetwork(network), options)))
        {
            FindFaults = options => [.. correct.Method.FindFaults(options), .. FindFaults(correct.Options)],
        };
        return new Contender(Name, method, Alter(correct.Options));
    }

    /// <summary>Why this mistake cannot be made with these options, a sentence each; empty if it can.</summary>
    /// <param name="correct">The options of the correct trainer.</param>
    protected virtual IReadOnlyList<string> FindFaults(TrainingOptions correct) => [];

    /// <summary>The options with the mistake; as they are unless it is one of options.</summary>
    protected virtual TrainingOptions Alter(TrainingOptions correct) => correct;

    /// <summary>One copy of the environment with the mistake; as it is unless it is one of what happened.</summary>
    protected virtual IEnvironment Alter(IEnvironment environment) => environment;

    /// <summary>The network with the mistake; as it is unless it is one of the loss.</summary>
    /// <param name="network">The network, which the result owns.</param>
    /// <param name="options">The options it is trained with.</param>
    protected virtual IPolicyNetwork Alter(IPolicyNetwork network, TrainingOptions options) => network;
}
