namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>Whether the time for a decision has come.</summary>
internal enum Stability
{
    /// <summary>Everybody can be reached, and there is a learner.</summary>
    Calm,

    /// <summary>Something is wrong, and may be over in a moment.</summary>
    Waiting,

    /// <summary>Something is wrong and has not changed for a while, so that the other side has seen its part of it too.</summary>
    Stable,

    /// <summary>Something keeps changing, for longer than it may.</summary>
    Unstable,
}

/// <summary>Waits until reachability has come to rest.</summary>
/// <param name="stableAfter">How long it must not have changed.</param>
/// <param name="unstableLimit">How much longer it may keep changing before a decision is taken all the same.</param>
internal sealed class ReachabilityWatch(TimeSpan stableAfter, TimeSpan unstableLimit)
{
    private readonly HashSet<string> _trouble = new(StringComparer.Ordinal);
    private DateTimeOffset _firstChange;
    private DateTimeOffset _lastChange;

    /// <summary>Takes in a view.</summary>
    /// <param name="view">The cluster as this node sees it now.</param>
    /// <param name="now">The time; never earlier than at the view before.</param>
    public Stability Observe(ClusterView view, DateTimeOffset now)
    {
        // Who goes down or exits changes nothing: a side whose members leave one by one must not wait anew for each of them.
        var trouble = view.Members.Where(member => member.IsUnreachable && member.Counts)
            .Select(member => member.HearsGossip ? $"broken link to {member.Name}" : member.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (!view.Members.Any(member => member.IsLearner && member.Phase != MemberPhase.Down))
            trouble.Add("no learner");

        if (trouble.Count == 0)
        {
            _trouble.Clear();
            return Stability.Calm;
        }

        if (!_trouble.SetEquals(trouble))
        {
            if (_trouble.Count == 0)
                _firstChange = now;
            _lastChange = now;
            _trouble.Clear();
            _trouble.UnionWith(trouble);
        }

        return now - _lastChange >= stableAfter ? Stability.Stable
            : now - _firstChange >= stableAfter + unstableLimit ? Stability.Unstable
            : Stability.Waiting;
    }
}
