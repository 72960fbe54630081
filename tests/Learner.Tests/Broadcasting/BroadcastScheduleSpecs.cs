using ActorCritic.Distributed.Learner.Broadcasting;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Broadcasting;

public sealed class BroadcastScheduleSpecs
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly BroadcastSchedule _broadcast = new(Timeout);

    [Fact]
    public void A_node_that_holds_the_newest_version_is_sent_nothing()
    {
        _broadcast.Add("a", 7);

        Assert.False(TakeDue("a", newest: 7));
        Assert.Equal(new BroadcastStatus(7, null, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_that_is_about_to_begin_a_rollout_is_sent_the_newest_version_and_skips_those_between()
    {
        _broadcast.Add("a", 0);
        _broadcast.Add("b", 0);

        Assert.True(TakeDue("a", newest: 5));
        Assert.Equal(new BroadcastStatus(0, 5, 4), _broadcast.StatusOf("a"));
        Assert.Equal(new BroadcastStatus(0, null, 0), _broadcast.StatusOf("b"));
    }

    [Fact]
    public void Until_it_has_acknowledged_a_node_is_sent_nothing_and_then_the_newest()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);

        Assert.False(TakeDue("a", newest: 2));
        Assert.False(TakeDue("a", newest: 9));

        _broadcast.Acknowledge("a", 1);
        Assert.True(TakeDue("a", newest: 9));
        Assert.Equal(new BroadcastStatus(1, 9, 7), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_that_does_not_acknowledge_slows_nobody()
    {
        _broadcast.Add("slow", 0);
        _broadcast.Add("fast", 0);
        TakeDue("slow", newest: 1);

        for (var version = 1; version < 100; version++)
        {
            Assert.True(TakeDue("fast", version));
            Assert.False(TakeDue("slow", version));
            _broadcast.Acknowledge("fast", version);
        }

        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("slow"));
    }

    [Fact]
    public void A_lost_acknowledgement_brings_the_newest_version_after_the_deadline_and_not_before()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);

        Assert.Empty(TakeOverdue(newest: 2, Now + Timeout - TimeSpan.FromTicks(1)));
        Assert.Equal(["a"], TakeOverdue(newest: 2, Now + Timeout));
        Assert.Equal(2, _broadcast.StatusOf("a").InFlightVersion);

        // The deadline starts anew with every sending.
        Assert.Empty(TakeOverdue(newest: 2, Now + Timeout + TimeSpan.FromSeconds(1)));
        Assert.Equal(["a"], TakeOverdue(newest: 2, Now + Timeout + Timeout));
    }

    [Fact]
    public void Sending_the_same_version_again_skips_none()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);
        TakeOverdue(newest: 1, Now + Timeout);
        TakeOverdue(newest: 1, Now + Timeout + Timeout);

        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_with_nothing_on_its_way_is_never_overdue()
    {
        _broadcast.Add("a", 0);

        Assert.Empty(TakeOverdue(newest: 3, Now + Timeout + Timeout));
    }

    [Fact]
    public void An_acknowledgement_that_was_overtaken_by_another_sending_is_recorded_and_frees_nothing()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);
        TakeOverdue(newest: 2, Now + Timeout);

        _broadcast.Acknowledge("a", 1);
        Assert.Equal(new BroadcastStatus(1, 2, 0), _broadcast.StatusOf("a"));
        Assert.False(TakeDue("a", newest: 3));

        _broadcast.Acknowledge("a", 2);
        Assert.True(TakeDue("a", newest: 3));
    }

    [Fact]
    public void What_was_never_sent_cannot_be_acknowledged()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);

        _broadcast.Acknowledge("a", 2);
        _broadcast.Acknowledge("a", 99);
        _broadcast.Acknowledge("unknown", 1);
        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void An_old_acknowledgement_that_comes_late_takes_nothing_back()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 4);
        _broadcast.Acknowledge("a", 4);
        _broadcast.Acknowledge("a", 0);

        Assert.Equal(new BroadcastStatus(4, null, 3), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_that_registers_again_holds_the_newest_version_from_its_answer()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);
        _broadcast.Add("a", 2);

        Assert.Equal(new BroadcastStatus(2, null, 0), _broadcast.StatusOf("a"));
        Assert.True(TakeDue("a", newest: 3));
    }

    [Fact]
    public void A_node_that_has_left_is_sent_nothing()
    {
        _broadcast.Add("a", 0);
        TakeDue("a", newest: 1);
        _broadcast.Remove("a");

        Assert.False(TakeDue("a", newest: 2));
        Assert.Empty(TakeOverdue(newest: 2, Now + Timeout));
    }

    /// <summary>
    /// Whatever happens in whatever order: never two versions on their way, what was sent and what was skipped make up all versions up to the last that was
    /// sent, and a node that has acknowledged everything gets the newest when it asks for work.
    /// </summary>
    [Fact]
    public void No_version_is_forgotten() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]).Array[0, 80].Sample(steps =>
        {
            var broadcast = new BroadcastSchedule(Timeout);
            var newest = 0L;
            var inFlight = new Dictionary<string, long?> { ["a"] = null, ["b"] = null, ["c"] = null };
            var sent = inFlight.Keys.ToDictionary(node => node, _ => new List<long>());
            foreach (var node in inFlight.Keys)
                broadcast.Add(node, 0);

            foreach (var (choice, which) in steps)
            {
                var node = "abc"[which].ToString();
                if (choice == 0)
                    newest++;
                else if (choice == 1)
                    Acknowledge(node);
                else
                    Ask(node);
            }

            foreach (var node in inFlight.Keys)
            {
                Acknowledge(node);
                Ask(node);
                Acknowledge(node);
                var status = broadcast.StatusOf(node);
                Assert.Equal(new BroadcastStatus(newest, null, newest - sent[node].Count), status);
                Assert.Equal(sent[node].Order().Distinct(), sent[node]);
            }

            void Ask(string node)
            {
                if (!broadcast.TakeDue(node, newest, Now))
                    return;
                Assert.Null(inFlight[node]);
                inFlight[node] = newest;
                sent[node].Add(newest);
            }

            void Acknowledge(string node)
            {
                if (inFlight[node] is not { } version)
                    return;
                inFlight[node] = null;
                broadcast.Acknowledge(node, version);
            }
        });

    private bool TakeDue(string node, long newest) => _broadcast.TakeDue(node, newest, Now);

    private string[] TakeOverdue(long newest, DateTimeOffset now) => _broadcast.TakeOverdue(newest, now).ToArray();
}
