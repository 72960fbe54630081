using Akka.Configuration;
using Akka.Dispatch;

namespace ActorCritic.Distributed.Workers.Threads;

/// <summary>
/// Lets actors of a dispatcher take a message on the thread that computed it, right after that computation (see <see cref="ComputeThreads.TryFollow"/>), and a
/// message from anywhere else on a thread of the pool.
/// </summary>
/// <remarks>Akka sees to it that an actor takes one message at a time, on whichever thread.</remarks>
/// <param name="config">The HOCON of the dispatcher.</param>
/// <param name="prerequisites">What Akka gives to an executor.</param>
internal sealed class FollowUpExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new Service(id);

    private sealed class Service(string id) : ExecutorService(id)
    {
        public override void Execute(IRunnable run)
        {
            if (!ComputeThreads.TryFollow(run))
                ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
        }

        public override void Shutdown()
        {
            // The threads belong to others.
        }
    }
}
