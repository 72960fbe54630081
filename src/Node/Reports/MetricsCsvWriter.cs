using System.Text;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>
/// Writes a run's metrics to a text file while it runs; each row is with the operating system when <see cref="Append"/> returns.
/// </summary>
/// <remarks>A killed process therefore loses no row that came here; a learner keeps rows back for a tenth of a second.</remarks>
public sealed class MetricsCsvWriter : IMetricsWriter
{
    private readonly GrowingFile _file;

    /// <summary>Creates the file with its header line; a file already there is replaced.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public MetricsCsvWriter(string path)
    {
        _file = new GrowingFile(path, FileMode.Create);
        AppendLine(MetricsCsv.Header);
    }

    /// <summary>Creates the file with its header line and rows of before.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public MetricsCsvWriter(string path, IEnumerable<MetricsRow> earlier)
        : this(path)
    {
        foreach (var row in earlier)
            Append(row);
    }

    /// <inheritdoc/>
    public void Append(MetricsRow row) => AppendLine(MetricsCsv.Format(row));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void AppendLine(string line) => _file.Append(Encoding.UTF8.GetBytes(line + MetricsCsv.LineBreak));
}
