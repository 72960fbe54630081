using System.Runtime.CompilerServices;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>What the learner keeps for a node that does not acknowledge.</summary>
public sealed class BroadcastMemorySpecs() : LearnerActorSpecBase(serializesMessages: false)
{
    [Fact]
    public void Of_what_a_silent_node_is_not_sent_nothing_is_kept()
    {
        // The versions of a turn are two: so many gradients does each node send.
        const int turns = 1_000;

        // The newest snapshot, and what a probe or a thread has seen last.
        const int stillInUse = 10;
        StartLearner();
        var silent = RegisterNode("silent");
        var busy = RegisterNode("busy");
        silent.Submit(baseVersion: 0);
        silent.ExpectPublished(1);
        silent.ExpectApplied(1);

        var handled = Enumerable.Range(0, turns).SelectMany(turn => TakeTurn(busy, silent, version: 1 + 2 * turn)).ToArray();

        GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(3 * turns, handled.Length);
        Assert.InRange(handled.Count(reference => reference.IsAlive), 0, stillInUse);

        // All the while the node was owed the newest version, and only that is what it gets.
        silent.Acknowledge(1);
        silent.ExpectPublished(1 + 2 * turns);
        ExpectNothing(silent.Probe);
    }

    /// <summary>The busy node is given a version and acknowledges it; the silent one begins a rollout too and is given none.</summary>
    /// <remarks>A method of its own, so that nothing on the stack keeps the objects alive.</remarks>
    /// <returns>The parameters and the two gradients that the learner has handled.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] TakeTurn(SpecNode busy, SpecNode silent, long version)
    {
        var gradient = busy.Gradient(version);
        busy.Tell(gradient);
        var parameters = busy.ExpectPublished(version + 1);
        busy.ExpectApplied(version + 1);
        busy.Acknowledge(version + 1);

        var unanswered = silent.Gradient(baseVersion: 0);
        silent.Tell(unanswered);
        silent.ExpectApplied(version + 2);
        return [new WeakReference(parameters), new WeakReference(gradient), new WeakReference(unanswered)];
    }
}
