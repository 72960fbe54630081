using Akka.Configuration;
using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>
/// Lets actors of a dispatcher run on <see cref="ComputeThreads"/>: as many as <c>threads</c> in the dispatcher's HOCON, which with <c>follow-ups</c> also take
/// the messages of the <see cref="FollowUpExecutor"/> that their actors tell.
/// </summary>
/// <param name="config">The HOCON of the dispatcher.</param>
/// <param name="prerequisites">What Akka gives to an executor.</param>
internal sealed class ComputeExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <summary>Longer than a rollout of most environments, and short beside one that waits for another program.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override ExecutorService Produce(string id) =>
        new Service(id, new ComputeThreads(id, Config.GetInt("threads"), Patience, TimeProvider.System, Config.GetBoolean("follow-ups")));

    private sealed class Service(string id, ComputeThreads threads) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => threads.Execute(run);

        public override void Shutdown() => threads.EndWhenIdle();
    }
}
