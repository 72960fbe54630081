using Akka.Actor;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>
/// Joins the cluster of a learner whose address may be spelled in several ways, as a name or as the addresses that it stands for: a node
/// answers to the one spelling that it was started with. States: one, until this node is a member.
/// </summary>
/// <remarks>One spelling after the other: to the learner two at a time are two connections of one node, of which it keeps the later.</remarks>
internal sealed class SpellingsActor : ReceiveActor, IWithTimers
{
    /// <summary>How long one spelling is tried; joining takes a second or two where it is the right one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <param name="spellings">The seed nodes in one spelling, and in others; the first as it was typed.</param>
    public static Props Props(IReadOnlyList<IReadOnlyList<Address>> spellings) => Akka.Actor.Props.Create(() => new SpellingsActor(spellings));

    /// <summary>Time to try the next spelling.</summary>
    private sealed record Next : INoSerializationVerificationNeeded
    {
        public static readonly Next Instance = new();
    }

    private readonly IReadOnlyList<IReadOnlyList<Address>> _spellings;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private int _attempts;

    public SpellingsActor(IReadOnlyList<IReadOnlyList<Address>> spellings)
    {
        _spellings = spellings;
        Receive<Next>(_ => OnNext());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Next.Instance, Next.Instance, Patience);
        OnNext();
    }

    private void OnNext()
    {
        if (_cluster.State.Members.Any(member => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)))
            Context.Stop(Self);
        else
            _cluster.JoinSeedNodes(_spellings[_attempts++ % _spellings.Count]);
    }
}
