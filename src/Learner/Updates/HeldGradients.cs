using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Updates;

/// <summary>Gradients that wait until a process that stands by has caught up, in the order in which they came. Bounded by what workers may have in flight.</summary>
/// <typeparam name="TNode">What an answer is sent to.</typeparam>
internal sealed class HeldGradients<TNode>
{
    private readonly Queue<(SubmitGradient Gradient, TNode Node)> _held = new();

    /// <summary>Keeps a gradient for later.</summary>
    /// <param name="inFlight">What all workers of the run may have in flight; each may send as many again after it has given those up as lost.</param>
    /// <returns>False if more wait than that: it is not kept.</returns>
    public bool TryHold(SubmitGradient gradient, TNode node, int inFlight)
    {
        if (_held.Count >= 2 * inFlight)
            return false;
        _held.Enqueue((gradient, node));
        return true;
    }

    /// <summary>The one that came first.</summary>
    public bool TryTake(out (SubmitGradient Gradient, TNode Node) held) => _held.TryDequeue(out held);
}
