using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Tests.CommandLine;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class EarlierStartSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_run_begins_in_a_folder_that_is_missing_or_empty()
    {
        AssertMayBegin(EarlierStart.In(_folder.In("missing"), mayBegin: true), notices: 0);
        AssertMayBegin(EarlierStart.In(_folder.Path, mayBegin: true), notices: 0);
    }

    [Fact]
    public void A_run_that_ended_before_its_first_checkpoint_begins_again_and_it_is_said()
    {
        File.WriteAllText(_folder.In("plan.json"), "{}");

        AssertMayBegin(EarlierStart.In(_folder.Path, mayBegin: true), notices: 1);
    }

    [Fact]
    public void A_run_whose_checkpoints_are_all_damaged_is_never_begun_again()
    {
        Directory.CreateDirectory(_folder.In("checkpoints"));
        File.WriteAllText(_folder.In("checkpoints/checkpoint-0001-000000000007.bin"), "not a checkpoint");
        File.WriteAllText(_folder.In("checkpoints/checkpoint-0001-000000000006.bin"), "ACDSTATE, and then no more");

        var start = EarlierStart.In(_folder.Path, mayBegin: true);

        Assert.Null(start.State);
        Assert.Equal(3, start.Faults.Count);
        Assert.Contains("is not begun again", start.Faults[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("summary.json")]
    [InlineData("policy.safetensors")]
    public void The_result_of_a_run_is_not_overwritten_by_another(string file)
    {
        File.WriteAllText(_folder.In(file), "");

        Assert.Contains(file, Assert.Single(EarlierStart.In(_folder.Path, mayBegin: true).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_found_before_anything_starts()
    {
        File.WriteAllText(_folder.In("file"), "");

        Assert.Contains("cannot be written to", Assert.Single(EarlierStart.In(_folder.In("file"), mayBegin: true).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Going_on_alone_needs_a_checkpoint() => Assert.Contains(
        "holds no checkpoint", Assert.Single(EarlierStart.In(_folder.Path, mayBegin: false).Faults), StringComparison.Ordinal);

    [Fact]
    public void Going_on_alone_needs_a_folder_that_is_there() => Assert.Equal(
        [$"--resume is '{_folder.In("nope")}'; there is no such folder. Give the folder of a learner process that had a checkpoint."],
        EarlierStart.In(_folder.In("nope"), mayBegin: false).Faults);

    [Fact]
    public async Task One_command_line_serves_for_the_first_start_and_for_a_restart()
    {
        var run = new CommandLineRun();

        await run.InvokeAsync("learner", "--host", "localhost", "--resume-or-begin", "runs/a", "--env", "CartPole-v0");

        var request = Assert.Single(run.LearnerRequests);
        Assert.Equal(("runs/a", true, "CartPole-v0"), (request.Resume, request.MayBegin, request.Training.Options.Environment));
    }

    [Theory]
    [InlineData("--resume")]
    [InlineData("--out")]
    public async Task The_run_s_folder_is_named_once(string other)
    {
        var faults = await new CommandLineRun().RefusalAsync("learner", "--resume-or-begin", _folder.In("a"), other, _folder.In("b"));

        Assert.Contains(faults, fault => fault.Contains($"leave out {other}", StringComparison.Ordinal));
    }

    private static void AssertMayBegin(EarlierStart start, int notices)
    {
        Assert.Null(start.State);
        Assert.Empty(start.Faults);
        Assert.Equal(notices, start.Notices.Count);
    }
}
