namespace ActorCritic.Distributed.Learner.Succession;

/// <summary>Decides whether a learner that has crashed is started again from its newest state.</summary>
/// <remarks>A crash that comes again and again from the same state would come for ever; one after progress is another crash.</remarks>
/// <param name="limit">Crashes in a row, ≥ 1, after which the run has failed.</param>
public sealed class CrashHistory(int limit)
{
    private long _version = -1;
    private int _inARow;

    /// <summary>A learner has crashed.</summary>
    /// <param name="version">Version that its successor would begin with.</param>
    /// <returns>Whether there is to be a successor.</returns>
    public bool MayRestart(long version)
    {
        _inARow = version > _version ? 1 : _inARow + 1;
        _version = version;
        return _inARow < limit;
    }
}
