using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class PlainTrainingViewSpecs
{
    private readonly StringWriter _output = new();
    private readonly Stopwatch _clock = new();
    private readonly PlainTrainingView _view;

    public PlainTrainingViewSpecs() => _view = new PlainTrainingView(_output, _clock);

    [Fact]
    public void How_the_run_stands_is_said_once_a_second()
    {
        ShowAt(milliseconds: 250, version: 1);
        ShowAt(milliseconds: 1_000, version: 2);
        ShowAt(milliseconds: 1_750, version: 3);
        ShowAt(milliseconds: 2_250, version: 4);

        Assert.Equal([2, 4], Versions());
    }

    [Fact]
    public void The_end_is_said_at_once()
    {
        ShowAt(milliseconds: 1_000, version: 1);
        ShowAt(milliseconds: 1_001, version: 2, TrainingPhase.Completed);

        Assert.Equal([1, 2], Versions());
    }

    [Fact]
    public void Evaluations_and_warnings_are_lines_of_their_own()
    {
        _view.ShowEvaluation(SampleRun.Evaluated(0, 421.5));
        _view.ShowEvaluation(SampleRun.Evaluated(1, 480));
        _view.Warn("Worker 0 died.");

        Assert.Equal(
            [
                "48,000 steps: evaluation 421.5 ± 12.5 over 100 greedy episodes",
                "48,000 steps: confirmation with other seeds 480.0 ± 12.5 over 100 greedy episodes",
                "warning: Worker 0 died.",
            ],
            Lines());
    }

    private void ShowAt(int milliseconds, long version, TrainingPhase phase = TrainingPhase.Training)
    {
        _clock.Milliseconds = milliseconds;
        _view.Show(SampleRun.Status with { Version = version, Phase = phase });
    }

    private IEnumerable<int> Versions() => Lines().Select(line => int.Parse(line.Split("version ")[1].Split(',')[0]));

    private string[] Lines() => _output.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
