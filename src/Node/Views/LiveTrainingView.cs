using System.Threading.Channels;
using ActorCritic.Distributed.Protocol.Messages;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>A panel in the terminal that is drawn over itself while the run goes on.</summary>
public sealed class LiveTrainingView : ITrainingView
{
    private const int WarningsShown = 3;

    /// <summary>Where a picture ends, a terminal writes "^C" when the keys are pressed; one that wraps there would leave the picture a line too high.</summary>
    private const int RoomForControlC = 4;

    // Only the newest picture counts: a slow terminal skips the others and slows nobody.
    private readonly Channel<IRenderable> _pictures = Channel.CreateBounded<IRenderable>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock _gate = new();
    private readonly Queue<string> _warnings = [];
    private readonly double _rewardThreshold;
    private readonly int _width;
    private readonly Task _drawing;
    private TrainingStatus? _status;
    private PolicyEvaluated? _evaluation;
    private string? _said;

    /// <summary>Starts drawing.</summary>
    public LiveTrainingView(IAnsiConsole console, string title, double rewardThreshold)
    {
        _rewardThreshold = rewardThreshold;
        _width = Math.Max(1, console.Profile.Width - RoomForControlC);
        Title = title;
        _drawing = Task.Run(() => console.Live(new Markup("starting …")).StartAsync(async context =>
        {
            await foreach (var picture in _pictures.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                context.UpdateTarget(picture);
                context.Refresh();
            }
        }));
    }

    private string Title { get; }

    /// <inheritdoc/>
    public void Show(TrainingStatus status)
    {
        lock (_gate)
        {
            _status = status;
            Draw();
        }
    }

    /// <inheritdoc/>
    public void ShowEvaluation(PolicyEvaluated evaluation)
    {
        lock (_gate)
        {
            _evaluation = evaluation;
            Draw();
        }
    }

    /// <inheritdoc/>
    public void Say(string sentence)
    {
        lock (_gate)
        {
            _said = sentence;
            Draw();
        }
    }

    /// <inheritdoc/>
    public void Warn(string sentence)
    {
        lock (_gate)
        {
            _warnings.Enqueue(sentence);
            if (_warnings.Count > WarningsShown)
                _warnings.Dequeue();
            Draw();
        }
    }

    /// <summary>Leaves the last picture in the terminal.</summary>
    public async ValueTask DisposeAsync()
    {
        _pictures.Writer.TryComplete();

        // A terminal that went away has nobody left to be told, and the run has nothing to do with it.
        await _drawing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Draw()
    {
        if (_status is null)
            return;
        var picture = Picture(Title, _status, _evaluation, _rewardThreshold, [.. _warnings], _said);
        (picture.Expand, picture.Width) = (false, _width);
        _pictures.Writer.TryWrite(picture);
    }

    /// <summary>The panel as a picture; a pure function, so that a test can read it.</summary>
    internal static Panel Picture(
        string title, TrainingStatus status, PolicyEvaluated? evaluation, double rewardThreshold, IReadOnlyList<string> warnings, string? said = null)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        grid.AddRow(new Text("steps"), new Markup(Bar(StatusText.Fraction(status)) + $" {StatusText.Percent(status)}  {Steps(status)}"));
        Row("speed", $"{StatusText.Rate(status.StepsPerSecond)} steps/s, {StatusText.Rate(status.GradientsPerSecond)} gradients/s");
        Row("return", $"{StatusText.Return(status.EpisodeReturnMean)} mean of the last 100 training episodes");
        Row("evaluation", evaluation is null ? "none yet" : Evaluation(evaluation, rewardThreshold));
        Row("version", $"{StatusText.Count(status.Version)}, {StatusText.Staleness(status)}, {StatusText.Rejected(status)}");
        Row("workers", StatusText.Workers(status));
        if (said is not null)
            Row("note", said);
        foreach (var warning in warnings)
            grid.AddRow(new Text("warning", new Style(Color.Yellow)), new Text(warning));
        return new Panel(grid).Header(Markup.Escape(title)).BorderColor(Color.Grey).Expand();

        void Row(string name, string text) => grid.AddRow(new Text(name), new Text(text));
    }

    private static string Steps(TrainingStatus status) =>
        $"{StatusText.Count(status.EnvironmentSteps)} of {StatusText.Count(status.MaxSteps)}{StatusText.TimeLeft(status)}";

    private static string Evaluation(PolicyEvaluated evaluation, double rewardThreshold) =>
        FormattableString.Invariant($"{evaluation.ReturnMean:F1} ± {evaluation.ReturnDeviation:F1} ") +
        $"greedy at {StatusText.Count(evaluation.EnvironmentSteps)} steps" +
        (double.IsFinite(rewardThreshold) ? FormattableString.Invariant($"; solved from {rewardThreshold:G} on") : "");

    private static string Bar(double fraction)
    {
        const int width = 30;
        var done = (int)Math.Round(fraction * width);
        return $"[green]{new string('━', done)}[/][grey]{new string('━', width - done)}[/]";
    }
}
