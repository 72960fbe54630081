using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>
/// Looks at the cluster twice a second, waits until reachability has come to rest, and carries out what <see cref="DowningDecision"/>
/// says. A child of Akka's cluster daemon, one on each node.
/// </summary>
/// <remarks>It asks for whole states instead of following events: members, reachability and who has seen the gossip then belong
/// together.</remarks>
internal sealed class DowningActor : ReceiveActor, IWithTimers
{
    public static Props Props(DowningOptions options, IMembership membership) =>
        Akka.Actor.Props.Create(() => new DowningActor(options, membership));

    internal static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    private readonly IMembership _membership;
    private readonly ReachabilityWatch _watch;
    private readonly DowningOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private Stability _stability = Stability.Calm;
    private string _lastReason = "";

    public DowningActor(DowningOptions options, IMembership membership)
    {
        (_options, _membership) = (options, membership);
        _watch = new ReachabilityWatch(options.StableAfter, options.UnstableLimit);
        Receive<Tick>(_ => _membership.Request(Self));
        Receive<ClusterEvent.CurrentClusterState>(state => OnView(_membership.ViewOf(state)));
        Receive<ClusterView>(OnView);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, TickInterval);

    private void OnView(ClusterView view)
    {
        // Before this node is a member, and after, there is no cluster to decide on.
        if (!view.Members.Any(member => member.Name == view.Self))
            return;

        var before = _stability;
        _stability = _watch.Observe(view, Context.System.Scheduler.Now);
        if (before == Stability.Calm && _stability == Stability.Waiting)
        {
            _log.Info("The cluster is not whole; unless that changes, a decision is taken in {0} s.", _options.StableAfter.TotalSeconds);
        }

        if (_stability == Stability.Stable)
            CarryOut(view.Self, DowningDecision.WhenStable(view));
        else if (_stability == Stability.Unstable)
            CarryOut(view.Self, DowningDecision.WhenUnstable(view));
    }

    private void CarryOut(string self, DowningVerdict verdict)
    {
        if (verdict == DowningVerdict.Nothing)
            return;
        if (verdict.Reason != _lastReason)
            _log.Warning("{0}", _lastReason = verdict.Reason);
        if (verdict.DownsSelf)
            Context.System.EventStream.Publish(OwnDeparture.Instance);
        foreach (var member in verdict.DownsSelf ? [self] : verdict.Others)
            _membership.Down(member);
    }
}
