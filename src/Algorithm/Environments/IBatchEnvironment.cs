namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>Several copies of one environment that take their steps together, in arrays of what each of them has.</summary>
/// <remarks>
/// Copy e plays exactly as an <see cref="IEnvironment"/> of its own would that gets the same seeds and the same actions. The caller owns the memory, whose previous
/// content means nothing, and resets a copy whose episode has ended before the next step; an implementation need not check that.
/// </remarks>
public interface IBatchEnvironment
{
    /// <summary>E, the number of copies.</summary>
    int Count { get; }

    /// <summary>Seeds the generator of one copy and starts an episode in it.</summary>
    /// <param name="copy">0 … Count − 1.</param>
    /// <param name="seed">Determines, with the actions, this episode and all that follow until the next seeded reset.</param>
    /// <param name="observation">Output, [O]: the first observation.</param>
    void Reset(int copy, ulong seed, Span<float> observation);

    /// <summary>Starts an episode in one copy, whose generator goes on as it is.</summary>
    /// <param name="copy">0 … Count − 1.</param>
    /// <param name="observation">Output, [O]: the first observation.</param>
    void Reset(int copy, Span<float> observation);

    /// <summary>Takes one action in every copy.</summary>
    /// <param name="actions">[E], each in the action space.</param>
    /// <param name="observations">Output, [E×O] row by row: what each step led to, also where the episode ends with it.</param>
    /// <param name="rewards">Output, [E].</param>
    /// <param name="terminated">Output, [E], see <see cref="StepResult.Terminated"/>.</param>
    /// <param name="truncated">Output, [E], see <see cref="StepResult.Truncated"/>.</param>
    void Step(ReadOnlySpan<int> actions, Span<float> observations, Span<double> rewards, Span<bool> terminated, Span<bool> truncated);
}

/// <summary>An environment of which many copies can be stepped faster together than one by one. Optional: any <see cref="IEnvironment"/> can be trained on.</summary>
public interface IBatchableEnvironment : IEnvironment
{
    /// <summary>What plays as the given copies would from their next seeded reset on, in their place.</summary>
    /// <param name="copies">At least one, this environment the first; all with its spec.</param>
    /// <returns>Null if the copies are not all of a kind that can be stepped together, for example because one of them is wrapped into something else.</returns>
    IBatchEnvironment? CreateBatch(IReadOnlyList<IEnvironment> copies);
}
