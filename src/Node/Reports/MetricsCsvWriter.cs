using System.Text;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>
/// Writes a run's metrics to a text file while it runs; each row is with the operating system when <see cref="Append"/> returns.
/// </summary>
/// <remarks>
/// A killed process therefore loses no row that came here; a learner keeps rows back for a tenth of a second. A row that the disk took only in part is overwritten by the next one, so the file never holds a
/// torn line between whole ones.
/// </remarks>
public sealed class MetricsCsvWriter : IMetricsWriter
{
    private readonly Stream _stream;
    private long _wholeLength;

    /// <summary>Creates the file with its header line; a file already there is replaced.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public MetricsCsvWriter(string path)
        : this(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
    {
        // Without a buffer of its own the stream passes a row to the operating system in one call.
    }

    /// <summary>Creates the file with its header line and rows of before.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public MetricsCsvWriter(string path, IEnumerable<MetricsRow> earlier)
        : this(path)
    {
        foreach (var row in earlier)
            Append(row);
    }

    internal MetricsCsvWriter(Stream stream)
    {
        _stream = stream;
        AppendLine(MetricsCsv.Header);
    }

    /// <inheritdoc/>
    public void Append(MetricsRow row) => AppendLine(MetricsCsv.Format(row));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void AppendLine(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + MetricsCsv.LineBreak);
        if (_stream.Length != _wholeLength)
            _stream.SetLength(_wholeLength);
        _stream.Position = _wholeLength;
        _stream.Write(bytes);
        _wholeLength += bytes.Length;
    }
}
