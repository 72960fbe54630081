using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Simulation.Processes;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Carries out the command <c>simulate</c>: a cluster in one process, the faults that are asked for or drawn, and what they cost.</summary>
/// <param name="catalogue">The environments that can be trained on.</param>
/// <param name="output">Where progress, the outcome and the report go.</param>
/// <param name="errors">Where what went wrong goes, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class SimulationRunner(EnvironmentCatalogue catalogue, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>How long actor systems may take to start, and standbys to hold a state: half a minute each on a machine that is busy with much else.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How long the others may take to hear of the end, and then to leave.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(20);

    /// <summary>How long a run with drawn faults may take: the promise is that it comes to its end.</summary>
    private static readonly TimeSpan ChaosTimeout = TimeSpan.FromMinutes(3);

    /// <summary>Simulates to the end of the run.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Ends the run early; what was written by then is kept.</param>
    /// <returns>One of <see cref="ExitCodes"/>; <see cref="ExitCodes.Failure"/> also where a promise was broken.</returns>
    public async Task<int> RunAsync(SimulationRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Training.Options;
        var environment = catalogue.Find(options.Environment);
        if (!RunPlan.TryLayOut(options, environment, out _, out var fault)
            || !RunFolder.TryCreate(request.Training.Folder, options.Environment, options.Seed, timeProvider, out var folder, out fault))
        {
            await errors.WriteLineAsync(fault).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            return request.Processes
                ? await new ProcessSimulation(environment, output, errors, timeProvider).RunAsync(request, folder, cancellation).ConfigureAwait(false)
                : await SimulateAsync(request, environment, folder, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody is left above who could do more about it than read a sentence.
            await errors.WriteLineAsync($"The simulation broke off: {RunLog.FirstLine(exception.Message).TrimEnd('.')}. What was written by then is in {folder.Path}.")
                .ConfigureAwait(false);
            return ExitCodes.Failure;
        }
    }

    private async Task<int> SimulateAsync(SimulationRequest request, EnvironmentSpec environment, RunFolder folder, CancellationToken cancellation)
    {
        var writer = output.Profile.Out.Writer;
        var schedule = new FaultSchedule(request.Chaos is { } seed ? ChaosSchedule.Draw(seed, request.Cast, request.Training.Options.MaxSteps) : request.Faults);
        if (request.Chaos is not null)
            await writer.WriteLineAsync($"chaos {request.Chaos}: {string.Join(' ', schedule.Faults.Select(fault => $"--fault {fault}"))}").ConfigureAwait(false);

        var record = new SimulationRecord(new RunPromises(request.Training.Options.Mode, request.WorkersPerNode, request.Training.Options.GradientsInFlight), timeProvider);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        SimulatedCluster cluster;
        FaultInjector injector;
        SimulatedLife? concluded;
        IReadOnlyList<string> completed;
        var view = TrainingViews.For(request.Training, environment, output, errors, timeProvider);
        await using (view.ConfigureAwait(false))
        {
            var shared = new SharedView(view);
            cluster = new SimulatedCluster(request, catalogue, folder, shared, record, timeProvider, leave.Token);
            injector = new FaultInjector(schedule, cluster, record.FaultHappened, view.Say);
            await StartAsync(request.Cast, cluster, shared, cancellation).ConfigureAwait(false);
            concluded = await ConcludeAsync(request, cluster, injector, record, cancellation).ConfigureAwait(false);
            record.RunEnded();
            injector.EndAll();
            completed = await EndAsync(cluster, leave).ConfigureAwait(false);
        }

        var report = ReportOn(request, injector, cluster, record, concluded, completed);
        report.Save(Path.Combine(folder.Path, SimulationReport.FileName));
        await writer.WriteAsync(concluded is null ? "" : cluster.WordsOf(concluded)).ConfigureAwait(false);
        if (!request.Training.Quiet || report.Violations is { Count: > 0 })
        {
            foreach (var line in report.Lines())
                await writer.WriteLineAsync(line).ConfigureAwait(false);
        }

        return await ExitCodeAsync(report, concluded, cluster, cancellation).ConfigureAwait(false);
    }

    /// <summary>Learner first, then who stands by for it, and when these could take over, the workers.</summary>
    private async Task StartAsync(SimulatedCast cast, SimulatedCluster cluster, SharedView view, CancellationToken cancellation)
    {
        await StartedAsync(cluster.Start(SimulatedCast.Learner), cancellation).ConfigureAwait(false);
        foreach (var standby in cast.LearnerNodes.Skip(1))
            await StartedAsync(cluster.Start(standby), cancellation).ConfigureAwait(false);
        await WaitAsync(
            () => cast.Standbys == 0
                || view.Last?.Standbys.Count(standby => standby.AcknowledgedVersion >= 0) >= cast.Standbys
                || cast.LearnerNodes.Any(node => !cluster.IsAlive(node)),
            StartTimeout,
            cancellation).ConfigureAwait(false);
        foreach (var worker in cast.WorkerNodes)
            cluster.Start(worker);
    }

    private async Task StartedAsync(SimulatedLife life, CancellationToken cancellation)
    {
        // One that could not start has said why.
        await WaitAsync(() => life.Started.IsCompleted || life.IsOver, StartTimeout, cancellation).ConfigureAwait(false);
    }

    /// <summary>Does what is due until a learner has ended the run, or none is left that could.</summary>
    /// <returns>The learner process that has ended it; null if none has.</returns>
    private async Task<SimulatedLife?> ConcludeAsync(
        SimulationRequest request, SimulatedCluster cluster, FaultInjector injector, SimulationRecord record, CancellationToken cancellation)
    {
        SimulatedLife? concluded = null;
        await WaitAsync(
            () =>
            {
                if (record.Progress is { } progress)
                    injector.Advance(progress.Elapsed, progress.EnvironmentSteps);

                // It stays for a while after that, so that whoever was away hears of the end.
                concluded = cluster.LearnerLives.FirstOrDefault(life => !life.Killed.IsCancellationRequested && File.Exists(cluster.FolderOf(life).SummaryFile));
                return concluded is not null || (cluster.LearnerLives.All(life => life.IsOver) && !injector.BringsBack(request.Cast.LearnerNodes));
            },
            request.Chaos is null ? Timeout.InfiniteTimeSpan : ChaosTimeout,
            cancellation).ConfigureAwait(false);
        return concluded;
    }

    /// <summary>The others hear of the end and leave; who does not is asked to, and then made to.</summary>
    /// <returns>The worker nodes that have heard of it.</returns>
    private async Task<IReadOnlyList<string>> EndAsync(SimulatedCluster cluster, CancellationTokenSource leave)
    {
        if (!leave.IsCancellationRequested)
            await WaitAsync(() => cluster.Lives.All(life => life.IsOver), EndTimeout, CancellationToken.None).ConfigureAwait(false);
        var completed = cluster.WorkerLives
            .Where(life => !leave.IsCancellationRequested && !life.Killed.IsCancellationRequested && life.End is { IsCompletedSuccessfully: true, Result: ExitCodes.Success })
            .Select(life => life.NodeName)
            .ToList();
        await leave.CancelAsync().ConfigureAwait(false);
        await WaitAsync(() => cluster.Lives.All(life => life.End.IsCompleted), EndTimeout, CancellationToken.None).ConfigureAwait(false);
        foreach (var life in cluster.Lives.Where(life => !life.IsOver))
            life.Kill();
        return completed;
    }

    private static SimulationReport ReportOn(
        SimulationRequest request,
        FaultInjector injector,
        SimulatedCluster cluster,
        SimulationRecord record,
        SimulatedLife? concluded,
        IReadOnlyList<string> completed)
    {
        var summary = concluded is null ? null : RunSummary.Load(cluster.FolderOf(concluded).SummaryFile);
        return record.Read((ledger, promises) =>
        {
            if (request.Chaos is not null)
                promises.RunEnded(summary, completed);
            return new SimulationReport
            {
                Nodes = request.Cast.Workers,
                WorkersPerNode = request.WorkersPerNode,
                Standbys = request.Cast.Standbys,
                Chaos = request.Chaos,
                Faults = injector.EntriesOf(ledger),
                Total = ledger.Total,
                Terms = ledger.Terms,
                Solved = summary?.Solved,
                Folder = concluded is null ? null : cluster.FolderOf(concluded).Path,
                Violations = request.Chaos is null ? null : promises.Violations,
            };
        });
    }

    private async Task<int> ExitCodeAsync(SimulationReport report, SimulatedLife? concluded, SimulatedCluster cluster, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return ExitCodes.Interrupted;
        if (concluded is null)
        {
            foreach (var life in cluster.LearnerLives.Where(life => cluster.WordsOf(life).Length > 0))
                await errors.WriteLineAsync($"{life.Name}: {cluster.WordsOf(life).TrimEnd()}").ConfigureAwait(false);
            await errors.WriteLineAsync("No learner has brought the run to its end.").ConfigureAwait(false);
            return ExitCodes.Failure;
        }

        return report.Violations is { Count: > 0 } ? ExitCodes.Failure : await concluded.End.ConfigureAwait(false);
    }

    /// <summary>Looks again and again until something holds, the time is over, or nobody wants to wait.</summary>
    private async Task WaitAsync(Func<bool> holds, TimeSpan timeout, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick, timeProvider);
        var startedAt = timeProvider.GetTimestamp();
        while (!holds() && !cancellation.IsCancellationRequested
            && (timeout == Timeout.InfiniteTimeSpan || timeProvider.GetElapsedTime(startedAt) < timeout))
        {
            await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
