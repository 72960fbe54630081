using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Questions to a cluster from an actor system that is no member of it.</summary>
internal static class LearnerQuestions
{
    /// <summary>The stand-in for the learner at a node.</summary>
    /// <param name="system">Who asks.</param>
    /// <param name="node">Any node of the cluster.</param>
    /// <param name="scheme">Akka's name of the cluster's transport.</param>
    public static ActorSelection LearnerAt(this ActorSystem system, NodeAddress node, string scheme) =>
        system.ActorSelection(new RootActorPath(node.ToAkkaAddress(scheme)) / "user" / $"{ClusterHosting.LearnerName}-proxy");

    /// <summary>Asks and waits.</summary>
    /// <returns>Null if no answer came in time.</returns>
    public static async Task<T?> AskOrGiveUpAsync<T>(this ICanTell target, object question, TimeSpan timeout, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await target.Ask<T>(question, timeout, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AskTimeoutException or TaskCanceledException)
        {
            return null;
        }
    }
}
