using ActorCritic.Distributed.Protocol;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Hosting;

namespace ActorCritic.Distributed.Learner;

/// <summary>Puts the learner into a process.</summary>
public static class LearnerHosting
{
    /// <summary>Name of the learner's actor under /user.</summary>
    public const string ActorName = "learner";

    /// <summary>
    /// A learner, registered under <see cref="LearnerKey"/>; add an evaluator, to be found under <see cref="EvaluatorKey"/>, and the
    /// observer before.
    /// </summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="observer">Finds the actor that is told the facts of the run, the records of <see cref="Progress"/>.</param>
    /// <param name="dispatcher">Name of the learner's dispatcher.</param>
    /// <exception cref="ArgumentException">The options have violations; the message lists all of them.</exception>
    public static AkkaConfigurationBuilder WithLearner(
        this AkkaConfigurationBuilder builder,
        LearnerOptions options,
        Func<IReadOnlyActorRegistry, IActorRef> observer,
        string dispatcher = Dispatchers.DefaultDispatcherId)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        options.ThrowIfInvalid();
        return builder.WithActors((system, registry) =>
            registry.Register<LearnerKey>(system.ActorOf(
                LearnerActor.Props(options, registry.Get<EvaluatorKey>(), observer(registry)).WithDispatcher(dispatcher), ActorName)));
    }
}
