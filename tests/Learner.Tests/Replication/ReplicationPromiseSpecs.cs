using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Learner.Replication;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Replication;

/// <summary>
/// Whenever the active learner dies, every standby in sync holds a state that is at most N versions old: with messages that are lost, late and out of order.
/// </summary>
public sealed class ReplicationPromiseSpecs
{
    private const int Ticks = 3_000;
    private const int TimeoutTicks = 40;
    private static readonly string[] Standbys = ["a", "b", "c"];

    [Fact]
    public void A_takeover_never_goes_back_further_than_promised()
    {
        Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Double[0, 0.5], Gen.Int[1, 60]).Sample(
            (seed, replicateEvery, loss, delay) =>
            {
                var network = new Network(seed, replicateEvery, loss, delay);
                for (var tick = 0; tick < Ticks; tick++)
                    network.Pass();
                Assert.True(network.LongestWait <= 10 * TimeoutTicks, $"Training waited for {network.LongestWait} ticks.");
                Assert.True(network.Version > Ticks / (10 * TimeoutTicks));
            },
            iter: 200);
    }

    [Fact]
    public void With_a_sound_network_everybody_is_in_sync_and_training_runs_at_full_speed()
    {
        var network = new Network(seed: 1, replicateEvery: 60, loss: 0, delay: 3);
        for (var tick = 0; tick < Ticks; tick++)
            network.Pass();

        Assert.Equal(Standbys.Length, network.InSync);
        Assert.Equal(1, network.LongestWait);
    }

    /// <summary>One gradient a tick, and messages that take up to so many ticks or never arrive.</summary>
    private sealed class Network(ulong seed, int replicateEvery, double loss, int delay)
    {
        private readonly RandomGenerator _chance = new(seed);
        private readonly ReplicationSchedule _replication = new(replicateEvery, TimeSpan.FromTicks(TimeoutTicks));
        private readonly PriorityQueue<Action, long> _messages = new();
        private readonly Dictionary<string, long> _held = [];

        /// <summary>Those that have caught up and have not been late since: the promise covers them without a break.</summary>
        private readonly HashSet<string> _promised = [];
        private long _tick;
        private int _wait;

        public long Version => _replication.NewestVersion;

        public int LongestWait { get; private set; }

        public int InSync => _held.Keys.Count(node => _replication.StatusOf(node).IsInSync);

        private DateTimeOffset Now => SampleRun.Start + TimeSpan.FromTicks(_tick);

        public void Pass()
        {
            _tick++;
            if (_chance.NextUniform(0, 1) < 0.02)
                Register(Standbys[(int)_chance.NextUniform(0, Standbys.Length)]);
            while (_messages.TryPeek(out var arrive, out var at) && at <= _tick)
            {
                _messages.Dequeue();
                arrive();
            }

            foreach (var overdue in _replication.CheckDeadlines(Now))
            {
                _promised.Remove(overdue.Node);
                Send(overdue.Node);
            }

            _wait++;
            LongestWait = Math.Max(LongestWait, _wait);
            if (_replication.MayApply(Version + 1))
            {
                _wait = 0;
                foreach (var node in _replication.VersionReached(Version + 1, Now).ToArray())
                    Send(node);
            }

            // If the learner died now:
            foreach (var (node, held) in _held)
            {
                if (_replication.StatusOf(node).IsInSync)
                    _promised.Add(node);
                Assert.True(!_promised.Contains(node) || Version - held <= replicateEvery, $"{node} holds {held} of {Version}.");
            }
        }

        private void Register(string node)
        {
            _held.TryAdd(node, -1);
            _replication.Add(node, Now);
            Send(node);
        }

        private void Send(string node)
        {
            var version = Version;
            Deliver(() =>
            {
                _held[node] = Math.Max(_held[node], version);
                Deliver(() =>
                {
                    if (_replication.Acknowledge(node, version, Now))
                        Send(node);
                });
            });
        }

        private void Deliver(Action arrive)
        {
            if (_chance.NextUniform(0, 1) >= loss)
                _messages.Enqueue(arrive, _tick + 1 + (int)_chance.NextUniform(0, delay));
        }
    }
}
