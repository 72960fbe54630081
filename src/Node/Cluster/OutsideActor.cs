using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Ends the wait of two learner processes for each other: when both are outside the cluster and neither knows of a third, nobody can be training, and the one
/// that holds more begins again. It is there only while its process is outside, and its name says for whom it waits and what the process holds.
/// </summary>
/// <remarks>
/// States: one, until this node is a member. A learner that was alone leaves the cluster to its standby; on a busy machine that standby may never have heard
/// that it was let in, and each would ask the other for ever. Whoever cannot be reached gives no answer, so that a cut is never taken for this.
/// </remarks>
internal sealed class OutsideActor : ReceiveActor, IWithTimers
{
    /// <summary>Answers in a row: whoever is about to join has done so by then.</summary>
    private const int Confirmations = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="other">The only other learner process that this one knows.</param>
    /// <param name="scheme">The scheme of the cluster's addresses.</param>
    /// <param name="standing">What this process holds.</param>
    /// <param name="say">Is told in a sentence that this process begins.</param>
    public static Props Props(NodeAddress other, string scheme, LearnerStanding standing, Action<string> say) =>
        Akka.Actor.Props.Create(() => new OutsideActor(other, scheme, standing, say));

    /// <summary>What the actor is called that waits for a process and holds something.</summary>
    public static string NameFor(NodeAddress other, string standing) => $"outside-{other}-{standing}";

    /// <summary>Time to ask.</summary>
    private sealed record Ask : INoSerializationVerificationNeeded
    {
        public static readonly Ask Instance = new();
    }

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly NodeAddress _other;
    private readonly ActorSelection _counterpart;
    private readonly Action<string> _say;
    private bool _isAnswered;
    private int _answers;

    public OutsideActor(NodeAddress other, string scheme, LearnerStanding standing, Action<string> say)
    {
        (_other, _say) = (other, say);
        _counterpart = Context.ActorSelection($"{other.ToAkkaAddress(scheme)}/user/{NameFor(NodeAddress.Of(Context.System), "*")}");
        Receive<Ask>(_ => OnAsk());
        Receive<ActorIdentity>(
            _ => _isAnswered = true,
            identity => identity.Subject is { } subject && LearnerStanding.TryParse(subject.Path.Name, out var theirs) && standing.IsAbove(theirs.Value));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(Ask.Instance, Ask.Instance, Interval);

    private void OnAsk()
    {
        if (_cluster.State.Members.Any(member => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)))
        {
            Context.Stop(Self);
            return;
        }

        _answers = _isAnswered ? _answers + 1 : 0;
        _isAnswered = false;
        if (_answers < Confirmations)
        {
            _counterpart.Tell(new Identify(_answers), Self);
            return;
        }

        _answers = 0;
        _say($"This process and {_other} wait for each other, and neither knows of another learner: this one begins again, with the newer state.");
        _cluster.Join(_cluster.SelfAddress);
    }
}
