namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>Memory that a part of the program has left and the collector has not looked at yet.</summary>
/// <remarks>The only place that asks the collector: where one part is over, before another that is measured or needs much.</remarks>
internal static class LeftMemory
{
    /// <summary>Gives it back now. Takes some milliseconds, in which every thread stands still.</summary>
    public static void GiveBack()
    {
        // There is nothing to dispose.
#pragma warning disable RS0030
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
#pragma warning restore RS0030
    }
}
