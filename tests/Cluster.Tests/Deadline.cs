namespace ActorCritic.Distributed.Cluster.Tests;

/// <summary>A moment by which something must have happened. Tests wait for evidence; the deadline only ends a wait that has gone wrong.</summary>
internal sealed class Deadline
{
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _patience;

    private Deadline(TimeSpan patience) => _patience = patience;

    /// <summary>What is left, never below zero.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = _patience - TimeProvider.System.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public static Deadline After(TimeSpan patience) => new(patience);
}

internal static class DeadlineWaits
{
    /// <summary>Waits, and says what was waited for if it does not come.</summary>
    public static async Task WaitAsync(this Task task, TimeSpan left, string complaint)
    {
        try
        {
            await task.WaitAsync(left);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{complaint} in time.");
        }
    }

    /// <inheritdoc cref="WaitAsync(Task, TimeSpan, string)"/>
    public static async Task<T> WaitAsync<T>(this Task<T> task, TimeSpan left, string complaint)
    {
        await WaitAsync((Task)task, left, complaint);
        return await task;
    }
}
