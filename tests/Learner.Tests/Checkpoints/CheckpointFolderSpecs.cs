using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Tests.Replication;

namespace ActorCritic.Distributed.Learner.Tests.Checkpoints;

public sealed class CheckpointFolderSpecs : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly CheckpointFolder _checkpoints;

    public CheckpointFolderSpecs() => _checkpoints = new CheckpointFolder(_temporary.In("checkpoints"));

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void The_newest_is_read_and_the_last_three_are_kept()
    {
        for (var version = 1; version <= 5; version++)
            Write(term: 1, version);

        AssertNewest(term: 1, version: 5);
        Assert.Equal(
            ["checkpoint-0001-000000000003.bin", "checkpoint-0001-000000000004.bin", "checkpoint-0001-000000000005.bin"], Names());
    }

    [Fact]
    public void A_higher_term_comes_after_any_version_of_a_lower_one()
    {
        Write(term: 1, version: 900);
        Write(term: 2, version: 800);
        Write(term: 10, version: 5);
        Write(term: 2, version: 801);

        AssertNewest(term: 10, version: 5);
        Assert.DoesNotContain(CheckpointFolder.NameOf(1, 900), Names());
    }

    [Fact]
    public void Numbers_that_outgrow_their_zeros_are_still_in_order()
    {
        Write(term: 9_999, version: 999_999_999_999);
        Write(term: 9_999, version: 1_000_000_000_000);
        AssertNewest(9_999, 1_000_000_000_000);

        Write(term: 10_000, version: 1);
        AssertNewest(10_000, 1);
    }

    [Fact]
    public void A_folder_without_checkpoints_has_none()
    {
        Assert.Equal((null, null), (_checkpoints.ReadNewestValid().State, _checkpoints.ReadNewestValid().File));
        Directory.CreateDirectory(_checkpoints.Path);
        File.WriteAllText(In("notes.txt"), "mine");

        Assert.Empty(_checkpoints.ReadNewestValid().PassedOver);
        Assert.Null(_checkpoints.ReadNewestValid().State);
    }

    [Fact]
    public void Damaged_ones_are_named_and_the_one_before_is_used()
    {
        Write(term: 1, version: 1);
        var cut = Write(term: 1, version: 2);
        var changed = Write(term: 1, version: 3);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..100]);
        var bytes = File.ReadAllBytes(changed);
        bytes[^1] ^= 1;
        File.WriteAllBytes(changed, bytes);

        var found = _checkpoints.ReadNewestValid();

        Assert.Equal(SampleState.Of(1, 1), found.State);
        Assert.Collection(
            found.PassedOver,
            sentence => Assert.Equal(
                $"The checkpoint '{changed}' was passed over: its checksum is wrong: the content has changed since it was written.", sentence),
            sentence => Assert.StartsWith($"The checkpoint '{cut}' was passed over: it has 48 bytes of content", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void If_all_are_damaged_there_is_none_and_each_is_named()
    {
        for (var version = 1; version <= 3; version++)
            File.WriteAllText(Write(term: 1, version), "not ours");

        var found = _checkpoints.ReadNewestValid();

        Assert.Null(found.State);
        Assert.Equal(3, found.PassedOver.Count);
        Assert.All(found.PassedOver, sentence => Assert.Contains("is no checkpoint", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_checkpoint_under_a_false_name_is_passed_over()
    {
        File.Move(Write(term: 1, version: 1), In(CheckpointFolder.NameOf(9, 9)));

        var found = _checkpoints.ReadNewestValid();

        Assert.Null(found.State);
        Assert.Contains("holds version 1 of term 1", Assert.Single(found.PassedOver), StringComparison.Ordinal);
    }

    /// <summary>The temporary file is complete or not, depending on when the process died; its name is not taken in either case.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void A_crash_before_the_rename_leaves_the_former_checkpoint_and_does_no_harm_later(double written)
    {
        Write(term: 1, version: 1);
        var bytes = CheckpointFile.Encode(SampleState.Of(1, 2));
        var temporary = In(CheckpointFolder.NameOf(1, 2)) + AtomicFile.TemporarySuffix;
        File.WriteAllBytes(temporary, bytes[..(int)(written * bytes.Length)]);

        AssertNewest(term: 1, version: 1);
        Assert.Empty(_checkpoints.ReadNewestValid().PassedOver);

        Write(term: 1, version: 3);
        AssertNewest(term: 1, version: 3);
        Assert.Equal([CheckpointFolder.NameOf(1, 1), CheckpointFolder.NameOf(1, 3)], Names());
    }

    [Fact]
    public void What_is_not_ours_is_not_touched()
    {
        Directory.CreateDirectory(_checkpoints.Path);
        string[] foreign = ["checkpoint-latest.bin", "checkpoint-1-2.bin.bak", "notes.tmp", "policy.safetensors"];
        foreach (var name in foreign)
            File.WriteAllText(In(name), "mine");
        for (var version = 1; version <= 5; version++)
            Write(term: 1, version);

        Assert.Equal(foreign.Length + CheckpointFolder.Kept, Names().Length);
        Assert.Subset(Names().ToHashSet(), foreign.ToHashSet());
    }

    [Fact]
    public void The_same_version_of_the_same_term_is_replaced()
    {
        Write(term: 1, version: 1);
        _checkpoints.Write(SampleState.Of(1, 1) with { NextWorker = 9 });

        Assert.Equal(9, _checkpoints.ReadNewestValid().State?.NextWorker);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_an_error_and_leaves_what_is_there()
    {
        Directory.CreateDirectory(_temporary.In("x"));
        File.WriteAllText(_temporary.In("x/file"), "in the way");

        Assert.ThrowsAny<IOException>(() => new CheckpointFolder(_temporary.In("x/file")).Write(SampleState.Of(1, 1)));
        Assert.Equal("in the way", File.ReadAllText(_temporary.In("x/file")));
    }

    private string Write(long term, long version) => _checkpoints.Write(SampleState.Of(term, version));

    private string In(string name) => Path.Combine(_checkpoints.Path, name);

    private string[] Names() => [.. Directory.GetFiles(_checkpoints.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private void AssertNewest(long term, long version)
    {
        var found = _checkpoints.ReadNewestValid();
        Assert.Equal(SampleState.Of(term, version), found.State);
        Assert.Equal(In(CheckpointFolder.NameOf(term, version)), found.File);
    }
}
