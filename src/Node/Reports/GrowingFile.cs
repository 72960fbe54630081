namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A file to which whole records are added while others read it: a row of a table, the events of a row.</summary>
/// <remarks>
/// A record is with the operating system when <see cref="Append"/> returns, so a killed process loses none. What the disk took of a record only in part is
/// taken back, at once or, where the disk does not even allow that, before the next: no reader stops at a torn record between whole ones.
/// </remarks>
/// <param name="stream">Empty, without a buffer of its own; owned by this object.</param>
internal sealed class GrowingFile(Stream stream) : IDisposable
{
    private long _wholeLength;
    private bool _isTorn;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">What becomes of one that is already there.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public GrowingFile(string path, FileMode mode)
        : this(new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0))
    {
        // Without a buffer of its own the stream passes a record to the operating system in one call.
    }

    /// <summary>Adds a record.</summary>
    /// <exception cref="IOException">The disk did not take it; nothing of it stays.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        if (_isTorn)
            TakeBack();
        stream.Position = _wholeLength;
        try
        {
            stream.Write(record);
        }
        catch
        {
            TryTakeBack();
            throw;
        }

        _wholeLength += record.Length;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private void TakeBack()
    {
        stream.SetLength(_wholeLength);
        _isTorn = false;
    }

    private void TryTakeBack()
    {
        _isTorn = true;
        try
        {
            TakeBack();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
