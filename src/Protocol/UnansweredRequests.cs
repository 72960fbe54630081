using System.Numerics;

namespace ActorCritic.Distributed.Protocol;

/// <summary>Counts requests that nobody answers, and says when a person is to be told: after 10, 20, 40 and so on, ever more seldom.</summary>
/// <remarks>Whoever looks for a learner asks for as long as it takes, for hours if need be: a line for every ten requests would fill a log and say nothing new.</remarks>
public sealed class UnansweredRequests
{
    private const int First = 10;

    /// <summary>Requests since the last answer.</summary>
    public int Count { get; private set; }

    /// <summary>Another request is made.</summary>
    /// <returns>Whether a person is to be told before of the <see cref="Count"/> that were made in vain.</returns>
    public bool Ask()
    {
        var before = Count;
        Count = before == int.MaxValue ? before : before + 1;
        return before > 0 && before % First == 0 && BitOperations.IsPow2(before / First);
    }

    /// <summary>Somebody has answered.</summary>
    public void Answered() => Count = 0;
}
