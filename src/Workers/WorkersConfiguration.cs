using ActorCritic.Distributed.Workers.Threads;

namespace ActorCritic.Distributed.Workers;

/// <summary>The HOCON of this room, in one place.</summary>
public static class WorkersConfiguration
{
    /// <summary>Name of the dispatcher on whose threads rollouts are played: one for each core, and more where environments block them.</summary>
    internal const string RolloutDispatcher = "actorcritic.rollout-dispatcher";

    /// <summary>Name of the dispatcher with the one thread of the evaluator.</summary>
    internal const string EvaluationDispatcher = "actorcritic.evaluation-dispatcher";

    /// <summary>
    /// Name of the dispatcher of whoever handles what a worker has computed: the worker node, and a learner in the same process. A message of a worker's is
    /// taken on the worker's thread, between two rollouts, so that no thread is woken for it; any other on a thread of the pool.
    /// </summary>
    public const string FollowUpDispatcher = "actorcritic.follow-up-dispatcher";

    /// <summary>Threads for rollouts, those aside that environments block.</summary>
    internal static int RolloutThreads => Environment.ProcessorCount;

    /// <summary>
    /// Dispatchers of rollout workers and evaluator, whose long computations are kept away from the threads that deliver messages and heartbeats; and the
    /// <see cref="FollowUpDispatcher"/>.
    /// </summary>
    public static string Hocon =>
        Dispatcher(RolloutDispatcher, typeof(ComputeExecutor), $"threads = {RolloutThreads}, follow-ups = on")
        + Dispatcher(EvaluationDispatcher, typeof(ComputeExecutor), "threads = 1, follow-ups = off")
        + Dispatcher(FollowUpDispatcher, typeof(FollowUpExecutor));

    /// <remarks>
    /// One message at a turn: of two workers the one that has waited longer is next, and a worker whose gradient is applied goes on before the gradient of
    /// another is applied. Akka 1.5.74 takes a second message all the same unless there is a deadline for the turn.
    /// </remarks>
    private static string Dispatcher(string name, Type executor, string settings = "") => $$"""
        {{name}} {
          type = Dispatcher
          executor = "{{executor.FullName}}, {{executor.Assembly.GetName().Name}}"
          {{settings}}
          throughput = 1
          throughput-deadline-time = 1ms
        }

        """;
}
