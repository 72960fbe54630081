using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class WorkerConclusionSpecs
{
    private const string Totals = "This node has sent 0 gradients of 0 steps: applied 0, rejected 0, lost 0.\n";

    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    [Theory]
    [InlineData(TrainingOutcome.Solved)]
    [InlineData(TrainingOutcome.BudgetExhausted)]
    [InlineData(TrainingOutcome.Stopped)]
    public async Task However_a_run_ended_that_did_not_fail_its_worker_has_done_its_work(TrainingOutcome outcome)
    {
        Assert.Equal(ExitCodes.Success, await TellAsync(new NodeCompleted(outcome, "It went well.")));

        Assert.Equal(($"{Totals}The run is over. It went well.\n", ""), ($"{_output}", $"{_errors}"));
    }

    [Fact]
    public async Task A_node_that_came_after_the_end_says_so_once()
    {
        Assert.Equal(ExitCodes.Success, await TellAsync(new NodeCompleted(null, "The run is over.")));

        Assert.Equal(($"{Totals}The run is over.\n", ""), ($"{_output}", $"{_errors}"));
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_cause()
    {
        Assert.Equal(ExitCodes.Failure, await TellAsync(new NodeCompleted(TrainingOutcome.Failed, "The evaluator has failed.")));

        Assert.Equal((Totals, "The evaluator has failed.\n"), ($"{_output}", $"{_errors}"));
    }

    [Fact]
    public async Task A_node_that_was_asked_to_leave_has_left()
    {
        Assert.Equal(ExitCodes.Success, await TellAsync(null));

        Assert.Equal($"{Totals}This node has left the cluster; the run goes on without it.\n", $"{_output}");
    }

    private Task<int> TellAsync(NodeCompleted? completed) =>
        new WorkerConclusion(new WorkerNodeView(_output, quiet: false, TimeProvider.System), _errors).TellAsync(completed);
}
