namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Names for the nodes of this process: for people to recognise, and never the same for two that live at once.</summary>
internal static class NodeName
{
    /// <summary>Machine, process and, from the second on, the number of the actor system's start: "kite/4711", "kite/4711/2".</summary>
    /// <param name="start">Ordinal of the actor system's start in this process, from 0.</param>
    public static string Of(int start)
    {
        var process = FormattableString.Invariant($"{Environment.MachineName}/{Environment.ProcessId}");
        return start == 0 ? process : FormattableString.Invariant($"{process}/{start + 1}");
    }
}
