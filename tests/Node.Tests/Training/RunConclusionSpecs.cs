using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunConclusionSpecs : IDisposable
{
    private static readonly RunSummary Unsolved = RunSummarySpecs.Solved with { SolvedAt = null };

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    public RunConclusionSpecs() => File.WriteAllText(_folder.In("policy.safetensors"), "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_is_solved_says_so_and_what_it_has_left()
    {
        File.WriteAllText(_folder.In("metrics.csv"), "");

        Assert.Equal(ExitCodes.Success, await TellAsync(TrainingOutcome.Solved, RunSummarySpecs.Solved));

        var solved = OutcomeText.Solved(CartPole.Version1, RunSummarySpecs.Solved, RunSummarySpecs.Solved.SolvedAt!);
        Assert.Equal(
            $"{solved}\nKept in {_folder.Path}: policy.safetensors, metrics.csv.\nWatch it: actorcritic evaluate {_folder.Path} --render\n",
            _output.ToString());
        Assert.Equal("", _errors.ToString());
    }

    [Theory]
    [InlineData(TrainingOutcome.BudgetExhausted, true, ExitCodes.Unsolved)]
    [InlineData(TrainingOutcome.BudgetExhausted, false, ExitCodes.Success)]
    [InlineData(TrainingOutcome.Stopped, true, ExitCodes.Interrupted)]
    public async Task A_run_that_ended_otherwise_tells_a_script_how(TrainingOutcome outcome, bool untilSolved, int exitCode)
    {
        Assert.Equal(exitCode, await TellAsync(outcome, Unsolved, untilSolved));

        Assert.StartsWith(OutcomeText.Ended(Unsolved) + "\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task A_run_that_went_on_after_it_was_solved_tells_both()
    {
        Assert.Equal(ExitCodes.Interrupted, await TellAsync(TrainingOutcome.Stopped, RunSummarySpecs.Solved));

        Assert.Contains("Solved CartPole-v1", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(OutcomeText.Ended(RunSummarySpecs.Solved), _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_an_error_and_what_is_left_is_told_all_the_same()
    {
        Assert.Equal(ExitCodes.Failure, await TellAsync(TrainingOutcome.Failed, Unsolved));

        Assert.Equal(OutcomeText.Ended(Unsolved) + "\n", _errors.ToString());
        Assert.StartsWith($"Kept in {_folder.Path}: ", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingOutcome.Solved)]
    [InlineData(TrainingOutcome.BudgetExhausted)]
    [InlineData(TrainingOutcome.Stopped)]
    public async Task Without_its_policy_every_run_is_a_failure(TrainingOutcome outcome)
    {
        File.Delete(_folder.In("policy.safetensors"));

        Assert.Equal(ExitCodes.Failure, await TellAsync(outcome, Unsolved, untilSolved: false));

        Assert.DoesNotContain("Watch it", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_is_the_outcome_alone()
    {
        Assert.Equal(ExitCodes.Unsolved, await TellAsync(TrainingOutcome.BudgetExhausted, Unsolved, quiet: true));

        Assert.Equal(OutcomeText.Ended(Unsolved) + "\n", _output.ToString());
    }

    private Task<int> TellAsync(TrainingOutcome outcome, RunSummary summary, bool untilSolved = true, bool quiet = false)
    {
        var request = new TrainRequest
        {
            Options = SampleRun.Options,
            UntilSolved = untilSolved,
            Quiet = quiet,
            CommandLine = "actorcritic train",
            PlanJson = SampleRun.PlanJson,
        };
        return new RunConclusion(_output, _errors).TellAsync(
            request, CartPole.Version1, RunFolder.At(_folder.Path), SampleRun.Completed(outcome), summary);
    }
}
