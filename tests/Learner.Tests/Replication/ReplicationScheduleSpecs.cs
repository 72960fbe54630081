using ActorCritic.Distributed.Learner.Replication;

namespace ActorCritic.Distributed.Learner.Tests.Replication;

public sealed class ReplicationScheduleSpecs
{
    private const int ReplicateEvery = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly ReplicationSchedule _replication = new(ReplicateEvery, Timeout);

    [Fact]
    public void The_next_state_is_sent_when_half_of_the_versions_have_passed_and_the_last_is_acknowledged()
    {
        AddInSync("a");

        Assert.Empty(Reach(1, 4));
        Assert.Equal(["a"], Reach(5, 5));
        Assert.Equal(new ReplicationStatus(0, 5, IsInSync: true), _replication.StatusOf("a"));
    }

    [Fact]
    public void Until_it_is_acknowledged_no_other_is_sent_and_then_the_newest_at_once()
    {
        AddInSync("a");
        Reach(1, 5);

        Assert.Empty(Reach(6, 10));
        Assert.True(_replication.Acknowledge("a", 5, Now));
        Assert.Equal(10, _replication.StatusOf("a").InFlightVersion);
    }

    [Fact]
    public void An_acknowledgement_before_half_of_the_versions_have_passed_sends_nothing()
    {
        AddInSync("a");
        Reach(1, 9);

        Assert.False(_replication.Acknowledge("a", 5, Now));
        Assert.Equal(["a"], Reach(10, 10));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(100, 50)]
    public void Half_of_the_promise_is_at_least_one_version(long replicateEvery, long sentAt)
    {
        var replication = new ReplicationSchedule(replicateEvery, Timeout);
        replication.Add("a", Now);
        replication.Acknowledge("a", 0, Now);

        var version = 1;
        while (replication.VersionReached(version, Now).IsEmpty)
            version++;

        Assert.Equal(sentAt, version);
    }

    [Fact]
    public void Training_waits_at_the_last_version_that_the_promise_allows()
    {
        AddInSync("a");
        Reach(1, 10);

        Assert.True(_replication.MayApply(10));
        Assert.False(_replication.MayApply(11));
        _replication.Acknowledge("a", 5, Now);
        Assert.True(_replication.MayApply(15));
        Assert.False(_replication.MayApply(16));
    }

    [Fact]
    public void Training_waits_for_the_slowest_of_those_in_sync_because_any_may_take_over()
    {
        AddInSync("a");
        AddInSync("b");
        Reach(1, 10);
        _replication.Acknowledge("a", 5, Now);

        Assert.False(_replication.MayApply(11));
        _replication.Acknowledge("b", 5, Now);
        Assert.True(_replication.MayApply(11));
    }

    [Fact]
    public void Without_a_standby_nothing_waits()
    {
        Assert.True(_replication.MayApply(long.MaxValue));
        AddInSync("a");
        Reach(1, 10);
        _replication.Remove("a");

        Assert.True(_replication.MayApply(11));
        Assert.Equal(0, _replication.Count);
    }

    [Fact]
    public void A_new_standby_holds_nobody_up_before_its_first_acknowledgement()
    {
        Reach(1, 50);
        _replication.Add("a", Now);
        Reach(51, 100);

        Assert.True(_replication.MayApply(1_000));
        Assert.Equal(new ReplicationStatus(null, 50, IsInSync: false), _replication.StatusOf("a"));
    }

    [Fact]
    public void A_standby_that_is_far_behind_is_in_sync_only_once_it_has_caught_up_and_training_waits_for_that()
    {
        Reach(1, 50);
        _replication.Add("a", Now);
        Reach(51, 100);

        Assert.True(_replication.Acknowledge("a", 50, Now));
        Assert.False(_replication.MayApply(101));
        Assert.False(_replication.StatusOf("a").IsInSync);
        _replication.Acknowledge("a", 100, Now);
        Assert.True(_replication.StatusOf("a").IsInSync);
        Assert.True(_replication.MayApply(110));
        Assert.False(_replication.MayApply(111));
    }

    [Fact]
    public void A_standby_that_answers_too_late_holds_nobody_up_and_is_named_once()
    {
        AddInSync("a");
        Reach(1, 10);

        Assert.Empty(_replication.CheckDeadlines(Now + Timeout - TimeSpan.FromTicks(1)));
        Assert.False(_replication.MayApply(11));

        var overdue = Assert.Single(_replication.CheckDeadlines(Now + Timeout));
        Assert.Equal("a", overdue.Node);
        Assert.Equal(
            "Standby a has not acknowledged the state of version 5 within 5 s: training goes on without waiting for it, and its takeover could cost "
            + "more than 10 versions. Look at that process and its network; it is sent the newest state until it answers.",
            overdue.Warning);
        Assert.True(_replication.MayApply(1_000));
        Assert.Equal(new ReplicationStatus(0, 10, IsInSync: false), _replication.StatusOf("a"));

        Assert.Empty(_replication.CheckDeadlines(Now + Timeout + TimeSpan.FromSeconds(1)));
        Assert.Equal(new OverdueStandby("a", Warning: null), Assert.Single(_replication.CheckDeadlines(Now + Timeout + Timeout)));
    }

    [Fact]
    public void Its_next_acknowledgement_brings_it_back_and_the_next_failure_is_named_again()
    {
        AddInSync("a");
        Reach(1, 10);
        _replication.CheckDeadlines(Now + Timeout);

        Assert.False(_replication.Acknowledge("a", 10, Now + Timeout));
        Assert.True(_replication.StatusOf("a").IsInSync);
        Assert.False(_replication.MayApply(21));
        Reach(11, 15);
        Assert.NotNull(Assert.Single(_replication.CheckDeadlines(Now + Timeout + Timeout)).Warning);
    }

    [Fact]
    public void A_standby_that_registers_again_keeps_what_it_acknowledged()
    {
        AddInSync("a");
        Reach(1, 7);
        _replication.Add("a", Now);

        Assert.Equal(new ReplicationStatus(0, 7, IsInSync: true), _replication.StatusOf("a"));
        Assert.False(_replication.MayApply(11));
        Assert.Equal(1, _replication.Count);
    }

    [Fact]
    public void What_was_never_sent_cannot_be_acknowledged()
    {
        _replication.Add("a", Now);
        Reach(1, 20);

        Assert.False(_replication.Acknowledge("a", 20, Now));
        Assert.False(_replication.Acknowledge("unknown", 0, Now));
        Assert.Null(_replication.StatusOf("a").AcknowledgedVersion);
    }

    [Fact]
    public void A_restored_run_begins_at_its_own_version()
    {
        var replication = new ReplicationSchedule(ReplicateEvery, Timeout, newestVersion: 100);
        replication.Add("a", Now);
        replication.Acknowledge("a", 100, Now);

        Assert.True(replication.MayApply(110));
        Assert.False(replication.MayApply(111));
    }

    /// <summary>It is asked for every gradient, of which tens of thousands pass in a second.</summary>
    [Fact]
    public void Asking_and_counting_versions_allocates_nothing()
    {
        AddInSync("a");
        Reach(1, 10);
        _replication.Remove("a");
        _replication.Add("b", Now);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var version = 11; version < 1_000; version++)
        {
            _replication.MayApply(version);
            _replication.VersionReached(version, Now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void AddInSync(string node)
    {
        _replication.Add(node, Now);
        Assert.False(_replication.Acknowledge(node, _replication.NewestVersion, Now));
    }

    /// <summary>The versions from the first to the last; those who are sent the last one.</summary>
    private string[] Reach(long first, long last)
    {
        for (var version = first; version < last; version++)
            _replication.VersionReached(version, Now);
        return _replication.VersionReached(last, Now).ToArray();
    }
}
