using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>
/// Carries out <c>simulate --processes</c>: every node an operating-system process, and what killing and pausing them costs, as far as it can be seen from
/// outside. However it ends, no process is left behind.
/// </summary>
/// <param name="environment">What is trained on.</param>
/// <param name="output">Where progress, the outcome and the report go.</param>
/// <param name="errors">Where what went wrong goes, a line each.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ProcessSimulation(EnvironmentSpec environment, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a process may take to start, and standbys to hold a state.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long the others may take to hear of the end; then they are asked to leave, and killed after as long.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    private readonly long _startedAt = timeProvider.GetTimestamp();
    private readonly ProcessObservations _observations = new();
    private TrainingStatus? _last;

    private TimeSpan Now => timeProvider.GetElapsedTime(_startedAt);

    /// <summary>Simulates to the end of the run.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="folder">The folder of the simulation.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(SimulationRequest request, RunFolder folder, CancellationToken cancellation)
    {
        folder.WritePlan(request.Training.PlanJson);
        using var view = new Closing(TrainingViews.For(request.Training, environment, output, errors, timeProvider));
        using var cluster = new ProcessCluster(request, folder, Hear);
        var injector = new FaultInjector(new FaultSchedule(request.Faults), cluster, fault => _observations.FaultHappened(Now, fault), view.View.Say);
        var watch = await StatusWatch.StartAsync().ConfigureAwait(false);
        (string Node, ChildProcess Process)? concluded = null;
        await using (watch.ConfigureAwait(false))
        {
            await StartAsync().ConfigureAwait(false);
            await WaitAsync(IsConcluded, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
            injector.EndAll();
            if (!cancellation.IsCancellationRequested)
                await WaitAsync(AreAllOver, EndTimeout, cancellation).ConfigureAwait(false);
            foreach (var process in cluster.All)
                process.Terminate();
            await WaitAsync(AreAllOver, EndTimeout, CancellationToken.None).ConfigureAwait(false);
        }

        view.Dispose();
        var report = ReportOn(request, injector, cluster, concluded?.Node, out var summary);
        report.Save(Path.Combine(folder.Path, SimulationReport.FileName));
        await TellAsync(request, report, summary).ConfigureAwait(false);
        if (cancellation.IsCancellationRequested)
            return ExitCodes.Interrupted;
        if (concluded is { } end)
            return end.Process.ExitCode ?? ExitCodes.Failure;
        foreach (var line in cluster.All.SelectMany(process => process.LastErrors))
            await errors.WriteLineAsync(line).ConfigureAwait(false);
        await errors.WriteLineAsync($"No learner has brought the run to its end; what each process wrote is in {folder.Path}.").ConfigureAwait(false);
        return ExitCodes.Failure;

        bool AreAllOver() => cluster.All.All(process => process.IsOver);

        bool IsConcluded()
        {
            if (_observations.ProgressAt(Now) is { } progress)
                injector.Advance(progress.Elapsed, progress.EnvironmentSteps);
            concluded = cluster.Concluded;
            return concluded is not null || (!cluster.HasLearner && !injector.BringsBack(request.Cast.LearnerNodes));
        }

        // Learner first, then who stands by for it, and when these could take over, the workers.
        async Task StartAsync()
        {
            foreach (var node in request.Cast.LearnerNodes)
            {
                var process = cluster.Start(node);
                var held = request.Cast.LearnerNodes.ToList().IndexOf(node);
                await WaitAsync(() => process.IsOver || _last?.Standbys.Count(standby => standby.AcknowledgedVersion >= 0) >= held, StartTimeout, cancellation)
                    .ConfigureAwait(false);
            }

            foreach (var node in request.Cast.WorkerNodes)
                cluster.Start(node);
        }

        void Hear(string node, string line)
        {
            _observations.Heard(Now, node, line);
            if (line.StartsWith("warning: ", StringComparison.Ordinal))
                view.View.Warn($"{node}: {line["warning: ".Length..]}");
        }

        // Looks again and again until something holds, the time is over, or nobody wants to wait.
        async Task WaitAsync(Func<bool> holds, TimeSpan timeout, CancellationToken hurry)
        {
            using var timer = new PeriodicTimer(Tick, timeProvider);
            var since = Now;
            while (!holds() && !hurry.IsCancellationRequested && (timeout == Timeout.InfiniteTimeSpan || Now - since < timeout))
            {
                foreach (var status in await watch.AskAsync(cluster.LearnerAddresses).ConfigureAwait(false))
                {
                    if (!_observations.Observed(Now, status) || _last?.Phase == TrainingPhase.Completed)
                        continue;
                    _last = status;
                    view.View.Show(status);
                }

                await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private SimulationReport ReportOn(SimulationRequest request, FaultInjector injector, ProcessCluster cluster, string? concluded, out RunSummary? summary)
    {
        var end = summary = concluded is null ? null : RunSummary.Load(cluster.FolderOf(concluded).SummaryFile);
        return _observations.Read(ledger => new SimulationReport
        {
            Nodes = request.Cast.Workers,
            WorkersPerNode = request.WorkersPerNode,
            Standbys = request.Cast.Standbys,
            Faults = injector.EntriesOf(ledger),
            Total = ledger.Total,
            Terms = ledger.Terms,
            Solved = end?.Solved,
            Folder = concluded is null ? null : cluster.FolderOf(concluded).Path,
        });
    }

    private async Task TellAsync(SimulationRequest request, SimulationReport report, RunSummary? summary)
    {
        var writer = output.Profile.Out.Writer;
        if (summary is not null)
            await writer.WriteLineAsync(summary.Explanation).ConfigureAwait(false);
        if (request.Training.Quiet)
            return;
        foreach (var line in report.Lines())
            await writer.WriteLineAsync(line).ConfigureAwait(false);
    }

    /// <summary>A view that is closed once, before the report.</summary>
    private sealed class Closing(ITrainingView view) : IDisposable
    {
        private bool _isClosed;

        public ITrainingView View => view;

        public void Dispose()
        {
            if (_isClosed)
                return;
            _isClosed = true;
            view.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
