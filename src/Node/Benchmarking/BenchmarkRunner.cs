using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Views;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Measures what was asked for, one thing after the other, and says what came out; also what was measured until somebody broke it off.</summary>
/// <param name="environments">The environments that can be trained on.</param>
/// <param name="output">Where the result goes.</param>
/// <param name="errors">Where progress and faults go, a line each.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class BenchmarkRunner(EnvironmentCatalogue environments, IAnsiConsole output, TextWriter errors, TimeProvider timeProvider)
{
    private static readonly TimeSpan SolveTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long one turn of the machine's ceiling takes at most; there are about forty.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(50);

    /// <summary>The words that start the program for runs until solved; null for those of this process.</summary>
    internal IReadOnlyList<string>? Program { get; init; }

    /// <summary>Measures to the end.</summary>
    /// <param name="request">What is measured.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(BenchmarkRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var layout = ParameterLayout.Of(request.Options.NetworkFor(request.Environment));
        var result = new BenchmarkResult(
            request.Environment.Id, NetworkWork.Forward(layout) + NetworkWork.Backward(layout), MachineDescription.Current());
        var exitCode = await MeasureAsync(request, result, cancellation).ConfigureAwait(false);
        var writer = output.Profile.Out.Writer;
        if (request.Json)
        {
            await writer.WriteLineAsync(ScriptJson.Of(BenchmarkDocument.Of(result))).ConfigureAwait(false);
            return exitCode;
        }

        foreach (var line in BenchmarkText.Lines(result))
            await writer.WriteLineAsync(line).ConfigureAwait(false);
        return exitCode;
    }

    private async Task<int> MeasureAsync(BenchmarkRequest request, BenchmarkResult result, CancellationToken cancellation)
    {
        var progress = new Progress(request, errors);
        try
        {
            progress.Next("the machine's ceiling");
            var turn = request.Duration < LongestTurn ? request.Duration : LongestTurn;
            result.Ceiling = await new CeilingMeasurement(timeProvider, turn).MeasureAsync(cancellation).ConfigureAwait(false);

            var throughput = new ThroughputMeasurement(request, environments, timeProvider, warning => errors.WriteLine($"warning: {warning}"));
            foreach (var backend in request.Backends)
            {
                foreach (var (workers, shape) in from shape in request.Shapes from workers in request.Workers select (workers, shape))
                {
                    progress.Next(FormattableString.Invariant($"{backend.ToString().ToLowerInvariant()}, {shape}, workers: {workers}"));
                    result.Throughput.Add(await throughput.MeasureAsync(backend, workers, shape, cancellation).ConfigureAwait(false));
                }
            }

            progress.Next("the learner alone");
            result.Learner = await new LearnerMeasurement(request, timeProvider).MeasureAsync(cancellation).ConfigureAwait(false);

            foreach (var (backend, seed) in from backend in request.Backends from seed in Enumerable.Range(1, request.Seeds) select (backend, seed))
            {
                progress.Next(FormattableString.Invariant($"{backend.ToString().ToLowerInvariant()}, until solved, seed {seed}"));
                result.Solved.Add(await SolveAsync(request, backend, (ulong)seed, cancellation).ConfigureAwait(false));
            }

            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"Interrupted after {progress.Done} of {progress.Total} measurements; those are kept.").ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }
        catch (Exception exception)
        {
            // Nobody is left above who could do more about it than read a sentence.
            var cause = exception.Message.Split('\n')[0].TrimEnd('.', '\r');
            await errors.WriteLineAsync($"The benchmark broke off at {progress.Current}: {cause}. What was measured by then is kept.").ConfigureAwait(false);
            return ExitCodes.Failure;
        }
    }

    private async Task<SolvedRun> SolveAsync(BenchmarkRequest request, PolicyBackend backend, ulong seed, CancellationToken cancellation)
    {
        string[] options =
        [
            "--env", request.Environment.Id, "--seed", FormattableString.Invariant($"{seed}"), "--until-solved", .. BackendOption.WordsFor(backend),
        ];
        using var process = TrainProcess.Start(Program ?? ThisProgram.Words, "train", options, timeProvider, errors.WriteLine);
        var run = await process.FinishAsync(SolveTimeout, cancellation).ConfigureAwait(false);
        var solved = run.Summary.SolvedAt;
        return new SolvedRun(
            backend,
            seed,
            run.Summary.Solved,
            solved?.EnvironmentSteps ?? double.NaN,
            solved?.WallSeconds ?? double.NaN,
            run.SecondsToSolved ?? double.NaN,
            run.ProcessSeconds);
    }

    /// <summary>Says what is measured next, and how much there is.</summary>
    private sealed class Progress(BenchmarkRequest request, TextWriter errors)
    {
        public int Total { get; } = 2 + request.Backends.Count * (request.Workers.Count * request.Shapes.Count + request.Seeds);

        public int Done { get; private set; } = -1;

        public string Current { get; private set; } = "";

        public void Next(string what)
        {
            Done++;
            Current = what;
            if (!request.Quiet)
                errors.WriteLine(FormattableString.Invariant($"[{Done + 1}/{Total}] {what}"));
        }
    }
}
