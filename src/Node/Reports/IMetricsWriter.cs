namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A place that metrics are written to while a run goes on.</summary>
public interface IMetricsWriter : IDisposable
{
    /// <summary>Writes one row. After an exception the next call tries again with its own row.</summary>
    void Append(MetricsRow row);
}
