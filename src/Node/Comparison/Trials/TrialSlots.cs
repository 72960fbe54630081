namespace ActorCritic.Distributed.Node.Comparison.Trials;

/// <summary>Lets no more threads compute at the same time than trials may run in parallel: a trial of several threads takes the place of as many of one.</summary>
/// <param name="count">Threads, ≥ 1.</param>
internal sealed class TrialSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Waits until there is room for a trial, in the order of the calls.</summary>
    /// <param name="threads">Threads of the trial, ≥ 1; one that has more than there are runs alone.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>To be disposed when the trial is over.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is taken.</exception>
    public async Task<IDisposable> EnterAsync(int threads, CancellationToken cancellation)
    {
        var wanted = Math.Min(threads, count);
        var taken = 0;

        // One at a time: two that each had half of what they want would wait for each other for ever.
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (; taken < wanted; taken++)
                await _free.WaitAsync(cancellation).ConfigureAwait(false);
            return new Room(_free, wanted);
        }
        catch (OperationCanceledException)
        {
            if (taken > 0)
                _free.Release(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _free.Dispose();
    }

    private sealed class Room(SemaphoreSlim free, int threads) : IDisposable
    {
        public void Dispose() => free.Release(threads);
    }
}
