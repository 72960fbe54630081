using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class WorkerNodeViewSpecs
{
    private readonly StringWriter _output = new();
    private readonly Stopwatch _clock = new();

    [Fact]
    public void How_it_goes_is_said_every_ten_seconds()
    {
        var view = new WorkerNodeView(_output, quiet: false, _clock);

        ShowAt(view, seconds: 1, steps: 1_000);
        ShowAt(view, seconds: 9.999, steps: 10_000);
        ShowAt(view, seconds: 10, steps: 12_345);
        ShowAt(view, seconds: 11, steps: 20_000);
        ShowAt(view, seconds: 19.999, steps: 30_000);
        ShowAt(view, seconds: 30, steps: 32_345);

        // The rate is that of the time since the line before: 12,345 in 10 s, then 20,000 in 20 s.
        Assert.Equal(
            [
                "12,345 steps, 1,234 steps/s, version 777, gradients applied 1,500, rejected 12, lost 3",
                "32,345 steps, 1,000 steps/s, version 777, gradients applied 1,500, rejected 12, lost 3",
            ],
            Lines);
    }

    [Fact]
    public void What_it_takes_part_in_is_said_with_where_the_learner_stands()
    {
        var plan = new TrainingPlan(
            "CartPole-v1", Seed: 7, 1, 16, 0.99, 0.95, false, 1, 0.5, 0.01, "constant", 0.5, 200_000, 1, new NetworkPlan([2], "tanh", false), 1);
        var accepted = new WorkerNodeAccepted("run-1", Term: 3, "kite/1", FirstWorker: 4, plan, SampleRun.Snapshot(1_234));

        new WorkerNodeView(_output, quiet: false, _clock).Show(new NodeAccepted(accepted, ActorRefs.Nobody));

        Assert.Equal(
            [
                "Takes part in run-1 (CartPole-v1, seed 7) from worker 4 on, with the learner at "
                + $"{ActorRefs.Nobody.Path.Address}, term 3, version 1,234.",
            ],
            Lines);
    }

    [Fact]
    public void The_totals_are_those_of_the_last_progress()
    {
        var view = new WorkerNodeView(_output, quiet: false, _clock);
        ShowAt(view, seconds: 1, steps: 1_000);
        ShowAt(view, seconds: 2, steps: 2_000);

        view.ShowTotals();

        Assert.Equal(["This node has sent 1,520 gradients of 2,000 steps: applied 1,500, rejected 12, lost 3."], Lines);
    }

    [Fact]
    public void What_was_done_before_the_process_joined_again_counts_on()
    {
        var view = new WorkerNodeView(_output, quiet: false, _clock);
        view.BeginAgain();
        ShowAt(view, seconds: 10, steps: 20_000);
        view.BeginAgain();
        ShowAt(view, seconds: 20, steps: 5_000);

        view.ShowTotals();

        Assert.Equal(
            [
                "20,000 steps, 2,000 steps/s, version 777, gradients applied 1,500, rejected 12, lost 3",
                "25,000 steps, 500 steps/s, version 777, gradients applied 3,000, rejected 24, lost 6",
                "This node has sent 3,040 gradients of 25,000 steps: applied 3,000, rejected 24, lost 6.",
            ],
            Lines);
    }

    [Fact]
    public void Lines_and_warnings_come_at_once()
    {
        var view = new WorkerNodeView(_output, quiet: false, _clock);

        view.Say("Looks for a learner.");
        view.Warn("The learner is gone.");

        Assert.Equal(["Looks for a learner.", "warning: The learner is gone."], Lines);
    }

    [Fact]
    public void A_quiet_one_only_warns()
    {
        var view = new WorkerNodeView(_output, quiet: true, _clock);

        view.Say("Looks for a learner.");
        ShowAt(view, seconds: 10, steps: 12_345);
        view.Warn("The learner is gone.");

        Assert.Equal(["warning: The learner is gone."], Lines);
    }

    private string[] Lines => _output.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private void ShowAt(WorkerNodeView view, double seconds, long steps)
    {
        _clock.Milliseconds = (int)Math.Round(seconds * 1_000);
        view.Show(new NodeProgressed(
            Version: 777, Submitted: 1_520, Applied: 1_500, Rejected: 12, Lost: 3, EnvironmentSteps: steps, WorkerFailures: 0));
    }
}
