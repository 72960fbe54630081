using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class RunFolderSpecs : IDisposable
{
    private static readonly FixedTimeProvider Clock = new(new DateTimeOffset(2026, 3, 4, 22, 6, 7, TimeSpan.Zero));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_default_name_tells_environment_local_time_and_seed() => Assert.Equal(
        Path.Combine("runs", "CartPole-v1-20260305-000607-seed18446744073709551615"),
        RunFolder.DefaultPath("CartPole-v1", ulong.MaxValue, Clock));

    [Fact]
    public void An_environment_named_like_a_path_stays_one_folder() => Assert.Equal(
        Path.Combine("runs", "..-my-env-v0-20260305-000607-seed1"), RunFolder.DefaultPath("../my env-v0", 1, Clock));

    [Fact]
    public void A_missing_folder_is_made_with_its_parents_and_is_empty()
    {
        var folder = Create(Path.Combine("runs", "first"));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_empty_folder_is_taken()
    {
        Directory.CreateDirectory(_folder.In("empty"));

        Create("empty");
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_and_left_as_it_is()
    {
        File.WriteAllText(_folder.In("policy.safetensors"), "precious");

        Assert.False(RunFolder.TryCreate(_folder.Path, "CartPole-v1", 1, Clock, out _, out var fault));

        Assert.Equal(
            $"The run folder '{_folder.Path}' is not empty (it holds 'policy.safetensors'). Choose another folder with --out, or empty it.",
            fault);
        Assert.Equal("precious", File.ReadAllText(_folder.In("policy.safetensors")));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_or_of_its_parent_is_named()
    {
        var file = _folder.In("file");
        File.WriteAllText(file, "");

        Assert.False(RunFolder.TryCreate(file, "CartPole-v1", 1, Clock, out _, out var fault));
        Assert.Contains("is a file. Choose another folder with --out", fault, StringComparison.Ordinal);
        var below = Path.Combine(file, "run");
        Assert.False(RunFolder.TryCreate(below, "CartPole-v1", 1, Clock, out _, out fault));
        Assert.StartsWith($"The run folder '{below}' cannot be written to (", fault, StringComparison.Ordinal);
        Assert.EndsWith("Choose another folder with --out, or make room and grant access.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_written_as_it_is()
    {
        var folder = Create("run");
        folder.WritePlan("""{"seed":1,"über":"€"}""");

        Assert.Equal("""{"seed":1,"über":"€"}"""u8.ToArray(), File.ReadAllBytes(folder.PlanFile));
        Assert.Equal(Path.Combine(folder.Path, "plan.json"), folder.PlanFile);
    }

    [Fact]
    public void Checkpoints_have_a_folder_of_their_own_in_it() =>
        Assert.Equal(_folder.In("checkpoints"), RunFolder.At(_folder.Path).CheckpointFolder);

    [Fact]
    public void A_folder_with_nothing_but_a_log_can_be_discarded()
    {
        var folder = Create("run");
        File.WriteAllText(folder.LogFile, "It did not start.");

        folder.DiscardUnlessUsed();
        Assert.False(Directory.Exists(folder.Path));

        // Once it is gone there is nothing to do.
        folder.DiscardUnlessUsed();
    }

    [Theory]
    [InlineData("plan.json")]
    [InlineData("notes.txt")]
    [InlineData("run.log.old")]
    public void A_folder_with_anything_else_stays(string name)
    {
        var folder = Create("run");
        File.WriteAllText(folder.LogFile, "It did not start.");
        File.WriteAllText(Path.Combine(folder.Path, name), "");

        folder.DiscardUnlessUsed();

        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_run_with_a_policy_can_be_opened()
    {
        File.WriteAllText(_folder.In("policy.safetensors"), "");

        Assert.True(RunFolder.TryOpen(_folder.Path, out var folder, out _));
        Assert.Equal(_folder.In("policy.safetensors"), folder.PolicyFile);
    }

    [Fact]
    public void A_run_without_a_policy_is_refused_with_what_is_missing()
    {
        Assert.Contains($"There is no run folder '{_folder.In("x")}'.", FaultOf("x"), StringComparison.Ordinal);

        Directory.CreateDirectory(_folder.In("photos"));
        Assert.Contains("has no policy.safetensors, so it is no run folder.", FaultOf("photos"), StringComparison.Ordinal);

        File.WriteAllText(_folder.In("notes.txt"), "");
        Assert.Contains("is a file. Give the run folder", FaultOf("notes.txt"), StringComparison.Ordinal);

        Create("cut").WritePlan("{}");
        Assert.Contains("cut off before it saved one. Train again.", FaultOf("cut"), StringComparison.Ordinal);

        string FaultOf(string name)
        {
            Assert.False(RunFolder.TryOpen(_folder.In(name), out _, out var fault));
            return fault;
        }
    }

    private RunFolder Create(string name)
    {
        Assert.True(RunFolder.TryCreate(_folder.In(name), "CartPole-v1", 1, Clock, out var folder, out var fault), fault);
        return folder;
    }
}
