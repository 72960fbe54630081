using Akka.Actor;
using Akka.Cluster;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Keeps the process whose learner has ended the run in the cluster until everybody else has heard of the end and left. Whoever cannot be reached may come back:
/// it is waited for a while, and told when it asks, for afterwards nobody could tell it any more.
/// </summary>
/// <param name="say">Is told in a sentence that somebody is waited for.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Farewell(Action<string> say, TimeProvider timeProvider)
{
    /// <summary>The longest wait: a node that was cut off notices it, starts again and asks within about 12 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Leaving takes a second or two; whoever waits longer wants to know for what.</summary>
    private static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> _missing = [];
    private bool _hasSaid;

    /// <summary>Waits.</summary>
    /// <param name="look">Says who is in the cluster beside this process.</param>
    /// <param name="hurry">Ends the wait.</param>
    public async Task WaitAsync(Func<IEnumerable<CompanyView>> look, CancellationToken hurry)
    {
        using var timer = new PeriodicTimer(Tick, timeProvider);
        var startedAt = timeProvider.GetTimestamp();
        try
        {
            while (Awaits([.. look()], timeProvider.GetElapsedTime(startedAt)))
                await timer.WaitForNextTickAsync(hurry).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // There is no time.
        }
    }

    /// <summary>Who is in the cluster of an actor system beside itself.</summary>
    public static IEnumerable<CompanyView> CompanyOf(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var state = cluster.State;
        return
        [
            .. from member in state.Members
               where !member.UniqueAddress.Equals(cluster.SelfUniqueAddress)
               select new CompanyView(member.Address.ToString(), member.Status is MemberStatus.Leaving or MemberStatus.Exiting, state.Unreachable.Contains(member)),
        ];
    }

    /// <summary>Whether somebody is still to be waited for.</summary>
    /// <param name="company">Who is in the cluster.</param>
    /// <param name="waited">Time since the end of the run, never falling from call to call.</param>
    internal bool Awaits(IReadOnlyList<CompanyView> company, TimeSpan waited)
    {
        foreach (var node in company)
        {
            if (node.IsUnreachable && !node.IsLeaving)
                _missing.Add(node.Name);
            else if (!node.IsUnreachable)
                _missing.Remove(node.Name);
        }

        var count = company.Select(node => node.Name).Union(_missing).Count();
        if (count == 0 || waited >= Patience)
            return false;
        if (waited >= Unremarkable && !_hasSaid)
        {
            _hasSaid = true;
            var nodes = count == 1 ? "1 node that has" : FormattableString.Invariant($"{count} nodes that have");
            say(FormattableString.Invariant($"The run is over; waits at most {Patience.TotalSeconds:G} s for {nodes} not heard of it or not left yet, Ctrl-C does not wait."));
        }

        return true;
    }
}

/// <summary>Another node of the cluster, for a farewell.</summary>
/// <param name="Name">Its address.</param>
/// <param name="IsLeaving">Whether it is on its way out.</param>
/// <param name="IsUnreachable">Whether it cannot be reached.</param>
internal sealed record CompanyView(string Name, bool IsLeaving, bool IsUnreachable);
