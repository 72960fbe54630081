using Akka.Actor;
using Akka.Hosting;

namespace ActorCritic.Distributed.Learner;

/// <summary>Starts the learner within an actor system.</summary>
public static class LearnerHosting
{
    /// <summary>Name of the learner's actor under /user.</summary>
    public const string ActorName = "learner";

    /// <summary>Starts the learner and registers it: ask for <c>IRequiredActor&lt;LearnerActor&gt;</c>.</summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="evaluator">Finds the actor that answers evaluation requests; its room has started it before.</param>
    /// <param name="observer">Finds the actor that is told the facts of the run, see <see cref="Progress"/>; started before.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static AkkaConfigurationBuilder WithLearner(
        this AkkaConfigurationBuilder builder,
        LearnerOptions options,
        Func<IReadOnlyActorRegistry, IActorRef> evaluator,
        Func<IReadOnlyActorRegistry, IActorRef> observer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(observer);
        options.ThrowIfInvalid();
        return builder.WithActors((system, registry) =>
            registry.Register<LearnerActor>(system.ActorOf(LearnerActor.Props(options, evaluator(registry), observer(registry)), ActorName)));
    }
}
