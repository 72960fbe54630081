using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class LiveTrainingViewSpecs
{
    [Fact]
    public void The_picture_shows_how_the_run_stands()
    {
        var picture = LiveTrainingView.Picture(
            "CartPole-v1 [seed 7]", SampleRun.Status, SampleRun.Evaluated(0, 421.5), 475, ["Worker 1 died [again]."]);

        Assert.Equal(
            [
                "┌─CartPole-v1 [seed 7]─────────────────────────────────────────────────────────────────────────────┐",
                "│ steps       ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 25 %  50,000 of 200,000, at most 2 s left             │",
                "│ speed       61,250 steps/s, 478 gradients/s                                                      │",
                "│ return      187.2 mean of the last 100 training episodes                                         │",
                "│ evaluation  421.5 ± 12.5 greedy at 48,000 steps; solved from 475 on                              │",
                "│ version     1,234, staleness mean 0.88, max 3, rejected 3 (too stale 2, non finite 1)            │",
                "│ workers     0: 31,000/s, 1: 30,250/s (2 failures)                                                │",
                "│ warning     Worker 1 died [again].                                                               │",
                "└──────────────────────────────────────────────────────────────────────────────────────────────────┘",
            ],
            TextConsole.Render(picture));
    }

    [Fact]
    public void Without_an_evaluation_or_a_threshold_there_is_none_to_show()
    {
        var before = TextConsole.Render(LiveTrainingView.Picture("", SampleRun.Status, evaluation: null, 475, []));
        var endless = TextConsole.Render(
            LiveTrainingView.Picture("", SampleRun.Status, SampleRun.Evaluated(0, 421.5), double.PositiveInfinity, []));

        Assert.Contains(before, line => line.Contains("evaluation  none yet ", StringComparison.Ordinal));
        Assert.Contains(endless, line => line.Contains("421.5 ± 12.5 greedy at 48,000 steps ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_picture_stays_with_the_last_three_warnings()
    {
        var writer = new StringWriter();
        await using (var view = new LiveTrainingView(TextConsole.Create(writer), "CartPole-v1", 475))
        {
            for (var i = 1; i <= 5; i++)
                view.Warn($"warning number {i}");
            view.ShowEvaluation(SampleRun.Evaluated(0, 400));
            view.Show(SampleRun.Status with { Version = 1 });
            view.Show(SampleRun.Status);
        }

        var picture = writer.ToString();
        Assert.Contains("version     1,234", picture, StringComparison.Ordinal);
        Assert.Contains("400.0 ± 12.5", picture, StringComparison.Ordinal);
        Assert.Contains("warning number 3", picture, StringComparison.Ordinal);
        Assert.Contains("warning number 5", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("warning number 2", picture, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_goes_away_is_no_fault_of_the_run()
    {
        var view = new LiveTrainingView(TextConsole.Create(new BrokenWriter()), "CartPole-v1", 475);

        view.Show(SampleRun.Status);
        await view.DisposeAsync();
    }
}
