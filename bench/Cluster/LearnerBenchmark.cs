using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using ActorCritic.Distributed.Node;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Benchmarks.Cluster;

/// <summary>
/// Gradients per second that one learner admits and applies, by the number of nodes: the policy of the reference network (4,675 parameters), the default
/// optimizer, statistics and parameters for every answer included.
/// </summary>
internal static class LearnerBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(IReadOnlyList<int> nodeCounts, BenchmarkNodes nodes, TimeSpan duration, TextWriter output)
    {
        if (nodes.Rollouts && TorchRuntime.Initialize() is { } fault)
        {
            output.WriteLine(fault);
            return 1;
        }

        output.WriteLine($"{nodes.Workers} gradients in flight for each node, {(nodes.Rollouts ? "computed from rollouts" : "sent without computing")}, {(nodes.Tls is null ? "plain TCP" : "TLS")}, {duration.TotalSeconds:F0} s each");
        output.WriteLine($"{"nodes",10} {"gradients/s",12} {"MB/s of a node",15} {"staleness mean",15} {"max",6} {"skipped",9} {"heap MB",9} {"resident MB",18}");
        foreach (var count in nodeCounts)
        {
            var cluster = await BenchmarkCluster.StartAsync(count, nodes);
            await using (cluster.ConfigureAwait(false))
                output.WriteLine(await MeasureAsync(cluster, count, duration));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(BenchmarkCluster cluster, int count, TimeSpan duration)
    {
        await PassAsync(WarmUp);
        var (before, bytesBefore, residentBefore) = (await cluster.StatusAsync(), LoopbackBytes(), ResidentMegabytes());
        var watch = Stopwatch.StartNew();
        await PassAsync(duration);
        var (after, bytesAfter, residentAfter) = (await cluster.StatusAsync(), LoopbackBytes(), ResidentMegabytes());

        var seconds = watch.Elapsed.TotalSeconds;
        var gradients = after.Version - before.Version;
        var perNode = (bytesAfter - bytesBefore) / seconds / count / 1e6;

        // Of the versions that came about, those that a node was never sent.
        var skipped = (double)(Skipped(after) - Skipped(before)) / Math.Max(1, gradients * count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count,10} {gradients / seconds,12:N0} {perNode,15:F1} {after.StalenessMean,15:F2} {after.StalenessMaximum,6} {skipped,9:P0} {GC.GetTotalMemory(forceFullCollection: true) / 1e6,9:F1} {$"{residentBefore:F0} -> {residentAfter:F0}",18}");
    }

    private static long Skipped(TrainingStatus status) => status.Nodes.Sum(node => node.VersionsSkipped);

    /// <summary>What all nodes together have sent, headers and acknowledgements of TCP included.</summary>
    private static long LoopbackBytes() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
        .Sum(network => network.GetIPStatistics().BytesSent);

    private static double ResidentMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    private static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time, TimeProvider.System);
        await timer.WaitForNextTickAsync();
    }
}
