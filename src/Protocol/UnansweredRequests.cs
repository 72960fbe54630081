using System.Numerics;

namespace ActorCritic.Distributed.Protocol;

/// <summary>Counts requests that nobody answers, and says when a person is to be told: after 10, 20, 40 and so on, ever more seldom.</summary>
/// <remarks>Whoever looks for a learner asks for as long as it takes, for hours if need be: a line for every ten requests would fill a log and say nothing new.</remarks>
public sealed class UnansweredRequests
{
    private const int First = 10;

    private int _count;

    /// <summary>Another request is made.</summary>
    /// <param name="purpose">What is asked for, such as "to take part".</param>
    /// <param name="interval">Pause between two requests.</param>
    /// <returns>What a person is to be told before; null if it is nothing new.</returns>
    public string? Ask(string purpose, TimeSpan interval)
    {
        var before = _count;
        _count = before == int.MaxValue ? before : before + 1;
        return before > 0 && before % First == 0 && BitOperations.IsPow2(before / First)
            ? FormattableString.Invariant($"No learner has answered {before} requests {purpose}; asking on every {interval.TotalSeconds:G} s, for one may be started or resumed at any time. If the run is over, Ctrl-C ends this process.")
            : null;
    }

    /// <summary>Somebody has answered.</summary>
    public void Answered() => _count = 0;
}
