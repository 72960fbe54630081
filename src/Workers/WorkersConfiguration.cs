namespace ActorCritic.Distributed.Workers;

/// <summary>The HOCON of this room, in one place.</summary>
public static class WorkersConfiguration
{
    /// <summary>Name of the dispatcher that gives an actor a thread of its own.</summary>
    internal const string PinnedDispatcher = "actorcritic.pinned-dispatcher";

    /// <summary>Dispatchers of rollout workers and evaluator: long computations, kept away from the threads that deliver messages and heartbeats.</summary>
    public const string Hocon = """
        actorcritic.pinned-dispatcher {
          type = PinnedDispatcher
          throughput = 1
        }
        """;
}
