using ActorCritic.Distributed.Learner.Broadcasting;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Broadcasting;

public sealed class BroadcastScheduleSpecs
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly BroadcastSchedule _broadcast = new(Timeout);

    [Fact]
    public void A_node_that_holds_the_newest_version_is_sent_the_next_one_at_once()
    {
        _broadcast.Add("a", 0);
        _broadcast.Add("b", 0);

        Assert.Equal(["a", "b"], Publish(1));
        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void Until_it_has_acknowledged_a_node_is_sent_nothing()
    {
        _broadcast.Add("a", 0);
        Publish(1);

        Assert.Empty(Publish(2));
        Assert.Empty(Publish(3));
    }

    [Fact]
    public void An_acknowledgement_brings_the_newest_version_and_skips_those_between()
    {
        _broadcast.Add("a", 0);
        for (var version = 1; version <= 5; version++)
            Publish(version);

        Assert.True(_broadcast.Acknowledge("a", 1, Now));
        Assert.Equal(new BroadcastStatus(1, 5, 3), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void Whoever_has_acknowledged_the_newest_version_waits_for_the_next()
    {
        _broadcast.Add("a", 0);
        Publish(1);

        Assert.False(_broadcast.Acknowledge("a", 1, Now));
        Assert.Equal(new BroadcastStatus(1, null, 0), _broadcast.StatusOf("a"));
        Assert.Equal(["a"], Publish(2));
    }

    [Fact]
    public void A_node_that_does_not_acknowledge_slows_nobody()
    {
        _broadcast.Add("slow", 0);
        _broadcast.Add("fast", 0);
        Publish(1);

        for (var version = 2; version < 100; version++)
        {
            Assert.False(_broadcast.Acknowledge("fast", version - 1, Now));
            Assert.Equal(["fast"], Publish(version));
        }

        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("slow"));
    }

    [Fact]
    public void A_lost_acknowledgement_brings_the_newest_version_after_the_deadline_and_not_before()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Publish(2);

        Assert.Empty(Resend(Now + Timeout - TimeSpan.FromTicks(1)));
        Assert.Equal(["a"], Resend(Now + Timeout));
        Assert.Equal(2, _broadcast.StatusOf("a").InFlightVersion);

        // The deadline starts anew with every sending.
        Assert.Empty(Resend(Now + Timeout + TimeSpan.FromSeconds(1)));
        Assert.Equal(["a"], Resend(Now + Timeout + Timeout));
    }

    [Fact]
    public void Sending_the_same_version_again_skips_none()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Resend(Now + Timeout);
        Resend(Now + Timeout + Timeout);

        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_with_nothing_on_its_way_is_never_overdue()
    {
        _broadcast.Add("a", 0);

        Assert.Empty(Resend(Now + Timeout + Timeout));
    }

    [Fact]
    public void An_acknowledgement_that_was_overtaken_by_another_sending_is_recorded_and_sends_nothing()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Publish(2);
        Resend(Now + Timeout);

        Assert.False(_broadcast.Acknowledge("a", 1, Now + Timeout));
        Assert.Equal(new BroadcastStatus(1, 2, 0), _broadcast.StatusOf("a"));
        Assert.False(_broadcast.Acknowledge("a", 2, Now + Timeout));
        Assert.Equal(["a"], Publish(3));
    }

    [Fact]
    public void A_repeated_acknowledgement_does_not_send_twice()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Publish(2);

        Assert.True(_broadcast.Acknowledge("a", 1, Now));
        Assert.False(_broadcast.Acknowledge("a", 1, Now));
    }

    [Fact]
    public void What_was_never_sent_cannot_be_acknowledged()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Publish(2);

        Assert.False(_broadcast.Acknowledge("a", 2, Now));
        Assert.False(_broadcast.Acknowledge("a", 99, Now));
        Assert.False(_broadcast.Acknowledge("unknown", 1, Now));
        Assert.Equal(new BroadcastStatus(0, 1, 0), _broadcast.StatusOf("a"));
    }

    [Fact]
    public void A_node_that_registers_again_holds_the_newest_version_from_its_answer()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        Publish(2);
        _broadcast.Add("a", 2);

        Assert.Equal(new BroadcastStatus(2, null, 0), _broadcast.StatusOf("a"));
        Assert.Equal(["a"], Publish(3));
    }

    [Fact]
    public void A_node_that_registers_twice_is_sent_everything_once()
    {
        _broadcast.Add("a", 0);
        _broadcast.Add("a", 0);

        Assert.Equal(["a"], Publish(1));
    }

    [Fact]
    public void A_node_that_has_left_is_sent_nothing()
    {
        _broadcast.Add("a", 0);
        _broadcast.Add("b", 0);
        _broadcast.Remove("a");

        Assert.Equal(["b"], Publish(1));
        _broadcast.Remove("b");
        Assert.Empty(Resend(Now + Timeout));
    }

    [Fact]
    public void A_node_that_joins_late_starts_at_the_newest_version()
    {
        _broadcast.Add("a", 0);
        Publish(1);
        _broadcast.Add("b", 1);

        Assert.Equal(["b"], Publish(2));
        Assert.Equal(0, _broadcast.StatusOf("b").VersionsSkipped);
    }

    /// <summary>
    /// Whatever happens in whatever order: what was sent and what was skipped make up all versions, and once everything is acknowledged
    /// every node holds the newest.
    /// </summary>
    [Fact]
    public void No_version_is_forgotten() =>
        Gen.Int[0, 3].Array[0, 60].Sample(choices =>
        {
            var broadcast = new BroadcastSchedule(Timeout);
            var inFlight = new Dictionary<string, long?> { ["a"] = null, ["b"] = null, ["c"] = null };
            var sent = inFlight.Keys.ToDictionary(node => node, _ => new List<long>());
            foreach (var node in inFlight.Keys)
                broadcast.Add(node, 0);

            foreach (var choice in choices)
            {
                if (choice == 3)
                {
                    var version = broadcast.NewestVersion + 1;
                    foreach (var node in broadcast.Publish(version, Now))
                        Send(node, version);
                }
                else
                {
                    Acknowledge("abc"[choice].ToString());
                }
            }

            foreach (var node in inFlight.Keys)
            {
                while (inFlight[node] is not null)
                    Acknowledge(node);
                var status = broadcast.StatusOf(node);
                Assert.Equal(broadcast.NewestVersion, status.AcknowledgedVersion);
                Assert.Equal(broadcast.NewestVersion, sent[node].Count + status.VersionsSkipped);
                Assert.Equal(sent[node].Order().Distinct(), sent[node]);
            }

            void Send(string node, long version)
            {
                Assert.Null(inFlight[node]);
                inFlight[node] = version;
                sent[node].Add(version);
            }

            void Acknowledge(string node)
            {
                if (inFlight[node] is not { } version)
                    return;
                inFlight[node] = null;
                if (broadcast.Acknowledge(node, version, Now))
                    Send(node, broadcast.NewestVersion);
            }
        });

    private string[] Publish(long version) => _broadcast.Publish(version, Now).ToArray();

    private string[] Resend(DateTimeOffset now) => _broadcast.Resend(now).ToArray();
}
