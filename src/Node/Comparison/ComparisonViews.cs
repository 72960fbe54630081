using System.Globalization;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Trials;
using ActorCritic.Distributed.Node.Views;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>Chooses what a person sees of a comparison.</summary>
internal static class ComparisonViews
{
    /// <summary>A bar for each contender in a terminal, a line for each trial elsewhere, nothing where nobody wants it.</summary>
    public static IComparisonView For(ComparisonRequest request, IAnsiConsole console)
    {
        if (request.Quiet)
            return new SilentComparisonView();
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Interactive
            ? new LiveComparisonView(console, request)
            : new PlainComparisonView(console.Profile.Out.Writer);
    }

    private sealed class SilentComparisonView : IComparisonView
    {
        public void Advance(Contender contender, long environmentSteps)
        {
        }

        public void Finish(Contender contender, TrialResult trial, int done, int total)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A line for each trial that is done.</summary>
internal sealed class PlainComparisonView(TextWriter output) : IComparisonView
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Advance(Contender contender, long environmentSteps)
    {
    }

    /// <inheritdoc/>
    public void Finish(Contender contender, TrialResult trial, int done, int total)
    {
        var final = new ReturnAverage(trial.Episodes).Final;
        var outcome = trial.Fault is null
            ? string.Create(CultureInfo.InvariantCulture, $"mean of the last {Math.Min(trial.EpisodeEnds.Count, ReturnAverage.Window)} episodes {StatusText.Return(final)}, {trial.WallSeconds:F1} s")
            : $"broke off: {trial.Fault}";
        lock (_gate)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {total}: {contender.Label}, seed {trial.Seed}: {outcome}"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A bar for each contender that fills with the steps of its trials.</summary>
internal sealed class LiveComparisonView : IComparisonView
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Contender, ProgressTask> _bars = [];
    private readonly Task _drawing;

    /// <summary>Starts drawing.</summary>
    public LiveComparisonView(IAnsiConsole console, ComparisonRequest request)
    {
        var started = new TaskCompletionSource();
        _drawing = Task.Run(() => console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                foreach (var contender in request.Contenders)
                    _bars.Add(contender, context.AddTask(Markup.Escape(contender.Label), maxValue: (double)request.MaxSteps * request.Seeds));
                started.SetResult();
                await _end.Task.ConfigureAwait(false);
            }));

        // A terminal that cannot be drawn on ends the drawing, not the comparison.
        Task.WhenAny(started.Task, _drawing).Wait();
    }

    /// <inheritdoc/>
    public void Advance(Contender contender, long environmentSteps)
    {
        if (_bars.TryGetValue(contender, out var bar))
            bar.Increment(environmentSteps);
    }

    /// <inheritdoc/>
    public void Finish(Contender contender, TrialResult trial, int done, int total)
    {
    }

    /// <summary>Leaves the last picture in the terminal.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _drawing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
