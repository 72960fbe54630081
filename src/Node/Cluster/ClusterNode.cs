using ActorCritic.Distributed.Node.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Keeps one process in the cluster: whenever its actor system was removed (the others took it for dead, or it was on the losing side of a
/// cut), another is started and joins again: the learners that it knew, also where it had begun the cluster itself.
/// </summary>
/// <param name="membership">How the process takes part.</param>
/// <param name="role">Its role.</param>
/// <param name="log">Takes what the actors log.</param>
/// <param name="restarting">Is told, in a sentence, that the process joins again.</param>
/// <param name="killed">Cancelled when the process is to be as dead as if it had been killed.</param>
internal sealed class ClusterNode(
    ClusterMembership membership, string role, ILoggerProvider log, Action<string> restarting, CancellationToken killed = default)
{
    /// <summary>How long leaving may take: a learner hands its state over first.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs until what was composed says that it has ended, or until somebody wants the process to leave.</summary>
    /// <typeparam name="TResult">How it ends.</typeparam>
    /// <param name="compose">
    /// Says what lives in the actor system, the ordinal of its start from 0 given, and what completes the source when it has ended.
    /// </param>
    /// <param name="leave">Asks the process to leave the cluster.</param>
    /// <returns>The result; null if the process was asked to leave before, or killed.</returns>
    /// <exception cref="ClusterStartException">The process cannot listen where it was asked to, for instance because its port is taken.</exception>
    /// <exception cref="Exception">The actor system did not start for another reason.</exception>
    public async Task<TResult?> RunAsync<TResult>(
        Action<AkkaConfigurationBuilder, int, TaskCompletionSource<TResult?>> compose, CancellationToken leave)
        where TResult : class
    {
        var known = new KnownLearners();
        for (var start = 0; ; start++)
        {
            var current = known.MembershipAgain(membership);
            var ended = new TaskCompletionSource<TResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var ordinal = start;
            var host = await StartAsync(Compose).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var stopping = host.Stopping.Register(() => removed.TrySetResult());
                using var leaving = leave.Register(() => ended.TrySetResult(null));
                if (current.Join.Count == 0)
                    Begin(host);
                if (await Task.WhenAny(ended.Task, removed.Task).ConfigureAwait(false) == ended.Task)
                    return await ended.Task.ConfigureAwait(false);
            }

            if (leave.IsCancellationRequested || killed.IsCancellationRequested)
                return null;
            restarting("This node was removed from the cluster, because the others could not reach it; it joins again.");

            void Compose(AkkaConfigurationBuilder akka) => compose(
                akka.WithCluster(current, role).WithActors((system, _) => system.ActorOf(known.Watcher(), "known-learners")), ordinal, ended);
        }
    }

    private async Task<NodeHost> StartAsync(Action<AkkaConfigurationBuilder> compose)
    {
        try
        {
            return await NodeHost.StartAsync(log, StopTimeout, compose).ConfigureAwait(false);
        }
        catch (Exception exception) when (ListeningFault.Of(exception, membership) is { } fault)
        {
            throw new ClusterStartException(fault, exception);
        }
    }

    private static void Begin(NodeHost host)
    {
        var cluster = Akka.Cluster.Cluster.Get(host.System);
        cluster.Join(cluster.SelfAddress);
    }
}
