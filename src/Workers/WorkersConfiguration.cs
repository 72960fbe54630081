using ActorCritic.Distributed.Workers.Threads;

namespace ActorCritic.Distributed.Workers;

/// <summary>The HOCON of this room, in one place.</summary>
public static class WorkersConfiguration
{
    /// <summary>Name of the dispatcher on whose threads rollouts are played: one for each core, and more where environments block them.</summary>
    internal const string RolloutDispatcher = "actorcritic.rollout-dispatcher";

    /// <summary>Name of the dispatcher with the one thread of the evaluator.</summary>
    internal const string EvaluationDispatcher = "actorcritic.evaluation-dispatcher";

    /// <summary>Dispatchers of rollout workers and evaluator: long computations, kept away from the threads that deliver messages and heartbeats.</summary>
    public static string Hocon => Dispatcher(RolloutDispatcher, threads: Environment.ProcessorCount) + Dispatcher(EvaluationDispatcher, threads: 1);

    private static string Dispatcher(string name, int threads) => $$"""
        {{name}} {
          type = Dispatcher
          executor = "{{typeof(ComputeExecutor).FullName}}, {{typeof(ComputeExecutor).Assembly.GetName().Name}}"
          threads = {{threads}}
          throughput = 1
        }

        """;
}
