using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Security;
using Akka.Actor;
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

    /// <summary>The newest state that a learner process holds; null in others.</summary>
    public NewestLearnerState? Newest { get; init; }

    /// <summary>Runs until what was composed says that it has ended, or until somebody wants the process to leave.</summary>
    /// <typeparam name="TResult">How it ends.</typeparam>
    /// <param name="compose">
    /// Says what lives in the actor system, the ordinal of its start from 0 given, and what completes the source when it has ended.
    /// </param>
    /// <param name="leave">Asks the process to leave the cluster.</param>
    /// <param name="farewell">
    /// What is still done in the cluster once there is a result, before this process leaves: given the result, and what is cancelled when there is no time.
    /// </param>
    /// <returns>The result; null if the process was asked to leave before, or killed.</returns>
    /// <exception cref="ClusterStartException">The process cannot listen where it was asked to, for instance because its port is taken.</exception>
    /// <exception cref="Exception">The actor system did not start for another reason.</exception>
    public async Task<TResult?> RunAsync<TResult>(
        Action<AkkaConfigurationBuilder, int, TaskCompletionSource<TResult?>> compose,
        CancellationToken leave,
        Func<ActorSystem, TResult, CancellationToken, Task>? farewell = null)
        where TResult : class
    {
        var known = new KnownLearners();
        var peers = new PlainPeers();
        for (var start = 0; ; start++)
        {
            var current = known.MembershipAgain(membership);
            var ended = new TaskCompletionSource<TResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var ordinal = start;
            var removal = new RemovalCause();
            var host = await StartAsync(Compose).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var stopping = host.Stopping.Register(() => removed.TrySetResult());
                using var leaving = leave.Register(() => ended.TrySetResult(null));
                if (current.Join.Count == 0)
                    Begin(host);
                if (await Task.WhenAny(ended.Task, removed.Task).ConfigureAwait(false) == ended.Task)
                {
                    var result = await ended.Task.ConfigureAwait(false);
                    using var hurry = CancellationTokenSource.CreateLinkedTokenSource(leave, killed, host.Stopping);
                    if (result is not null && farewell is not null)
                        await farewell(host.System, result, hurry.Token).ConfigureAwait(false);
                    return result;
                }
            }

            if (leave.IsCancellationRequested || killed.IsCancellationRequested)
                return null;
            if (removal.Sentence is { } sentence)
                restarting(sentence);

            void Compose(AkkaConfigurationBuilder akka) => compose(akka.WithCluster(current, role, peers).WithActors(Watch), ordinal, ended);

            void Watch(ActorSystem system, IActorRegistry registry)
            {
                system.ActorOf(known.Watcher(), "known-learners");
                system.ActorOf(removal.Watcher(), "removal-cause");
                if (Newest is not null && current.Join is [var other])
                    StartOutside(system, other);
            }
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

    private void StartOutside(ActorSystem system, NodeAddress other)
    {
        var state = Newest?.State;
        var standing = new LearnerStanding(state?.Term ?? 0, state?.Version ?? 0, membership.Join.Count == 0);
        var name = OutsideActor.NameFor(other, standing.ToString());

        // An address of IPv6 in brackets is no name of an actor; such a process waits on.
        if (ActorPath.IsValidPathElement(name))
            system.ActorOf(OutsideActor.Props(other, membership.Scheme, standing, restarting), name);
    }

    private static void Begin(NodeHost host)
    {
        var cluster = Akka.Cluster.Cluster.Get(host.System);
        cluster.Join(cluster.SelfAddress);
    }
}
