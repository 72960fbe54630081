using Akka.Actor;

namespace ActorCritic.Distributed.Cluster.Tests.Nodes;

/// <summary>Everything that the actors of a node tell their observer.</summary>
internal sealed class NodeFacts
{
    /// <summary>How long anything may take on a machine that has other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Lock _gate = new();
    private readonly List<object> _facts = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who is told.</summary>
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    /// <summary>The facts so far.</summary>
    public IReadOnlyList<object> All
    {
        get
        {
            lock (_gate)
                return [.. _facts];
        }
    }

    public void Start(ActorSystem system) => Actor = system.ActorOf(Props.Create(() => new Listener(this)), "facts");

    /// <summary>Waits for the first fact of a kind; one that is there already counts.</summary>
    /// <param name="accept">What else must hold of it; null for nothing.</param>
    public async Task<T> FirstAsync<T>(Func<T, bool>? accept = null)
    {
        var deadline = Deadline.After(Patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_facts.OfType<T>().Where(fact => accept?.Invoke(fact) != false).Take(1).ToArray() is [var found])
                    return found;
                changed = _changed.Task;
            }

            await changed.WaitAsync(deadline.Left, $"No {typeof(T).Name} as expected came");
        }
    }

    private void Add(object fact)
    {
        lock (_gate)
        {
            _facts.Add(fact);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(NodeFacts facts) => ReceiveAny(facts.Add);
    }
}
