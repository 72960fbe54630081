using ActorCritic.Distributed.Node.Cluster.Downing;
using ActorCritic.Distributed.Node.Tests.Security;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport;

namespace ActorCritic.Distributed.Node.Tests.Cluster.Downing;

/// <summary>Real nodes on loopback, and a network between them that can be cut.</summary>
public sealed class CutNetworkSpecs : IAsyncLifetime
{
    private readonly List<ClusterNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.System.Terminate()));

    [Fact]
    public async Task A_worker_that_is_cut_off_goes_and_the_others_live_on()
    {
        var learner = await StartAsync("learner");
        var worker = await StartAsync("worker");
        var cut = await StartAsync("worker");
        await AllSeeAsync(learner, worker, cut);

        await CutAsync(cut, learner, worker);

        await Task.WhenAll(cut.Removed.WaitAsync(SecureNode.Patience), learner.SeesAsync(2), worker.SeesAsync(2));
        Assert.False(learner.Cluster.IsTerminated);
        Assert.False(worker.Cluster.IsTerminated);
    }

    [Fact]
    public async Task A_learner_that_is_cut_off_alone_leaves_the_cluster_to_the_standby()
    {
        var learner = await StartAsync("learner");
        var standby = await StartAsync("learner");
        var worker = await StartAsync("worker");
        await AllSeeAsync(learner, standby, worker);

        await CutAsync(learner, standby, worker);

        await Task.WhenAll(learner.Removed.WaitAsync(SecureNode.Patience), standby.SeesAsync(2), worker.SeesAsync(2));
        Assert.False(standby.Cluster.IsTerminated);
        Assert.False(worker.Cluster.IsTerminated);
    }

    [Fact]
    public async Task Workers_whose_only_learner_is_gone_leave_so_that_they_can_join_again()
    {
        var learner = await StartAsync("learner");
        var worker = await StartAsync("worker");
        var other = await StartAsync("worker");
        await AllSeeAsync(learner, worker, other);

        await CutAsync(learner, worker, other);

        await Task.WhenAll(worker.Removed.WaitAsync(SecureNode.Patience), other.Removed.WaitAsync(SecureNode.Patience), learner.SeesAsync(1));
        Assert.False(learner.Cluster.IsTerminated);
    }

    private static Task AllSeeAsync(params ClusterNode[] nodes) => Task.WhenAll(nodes.Select(node => node.SeesAsync(nodes.Length)));

    /// <summary>Lets nothing pass between one node and the others any more, in either direction.</summary>
    private static async Task CutAsync(ClusterNode node, params ClusterNode[] others)
    {
        foreach (var other in others)
        {
            await node.LoseAsync(other);
            await other.LoseAsync(node);
        }
    }

    private async Task<ClusterNode> StartAsync(string role)
    {
        var node = new ClusterNode(role);
        _nodes.Add(node);
        await node.Cluster.JoinAsync(_nodes[0].Cluster.SelfAddress).WaitAsync(SecureNode.Patience);
        return node;
    }

    private sealed class ClusterNode
    {
        public ClusterNode(string role)
        {
            var hocon = $$"""
                akka.actor.provider = cluster
                akka.cluster.roles = [{{role}}]
                akka.cluster.run-coordinated-shutdown-when-down = off
                akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, applied-adapters = ["trttl"] }
                actorcritic.downing.stable-after = 2s
                {{ActiveLearnerDowning.Hocon}}
                {{LogRecord.Hocon}}
                """;
            Setup[] setups = [BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(hocon)), new LogRecord()];
            System = ActorSystem.Create("actorcritic", ActorSystemSetup.Create(setups));
            Cluster = Akka.Cluster.Cluster.Get(System);
            var removed = new TaskCompletionSource();
            Cluster.RegisterOnMemberRemoved(() => removed.TrySetResult());
            Removed = removed.Task;
        }

        public ActorSystem System { get; }

        public Akka.Cluster.Cluster Cluster { get; }

        /// <summary>Done when this node has left the cluster, or was taken out of it.</summary>
        public Task Removed { get; }

        /// <summary>Waits until this node sees so many members that are up, and no others.</summary>
        public async Task SeesAsync(int members)
        {
            var seen = new TaskCompletionSource();
            var watcher = System.ActorOf(Props.Create(() => new MemberWatcher(Cluster, members, seen)));
            await seen.Task.WaitAsync(SecureNode.Patience);
            System.Stop(watcher);
        }

        public async Task LoseAsync(ClusterNode other)
        {
            var transport = ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport;
            var done = await transport.ManagementCommand(new SetThrottle(
                other.Cluster.SelfAddress.WithProtocol("akka.trttl.tcp"), ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));
            Assert.True(done);
        }
    }

    /// <summary>Completes a task when the cluster has so many members, all of them up and reachable.</summary>
    private sealed class MemberWatcher : ReceiveActor
    {
        private readonly Akka.Cluster.Cluster _cluster;

        public MemberWatcher(Akka.Cluster.Cluster cluster, int members, TaskCompletionSource seen)
        {
            _cluster = cluster;
            Receive<ClusterEvent.IClusterDomainEvent>(_ => _cluster.SendCurrentClusterState(Self));
            Receive<ClusterEvent.CurrentClusterState>(state =>
            {
                if (state.Members.Count == members && state.Unreachable.Count == 0 && state.Members.All(member => member.Status == MemberStatus.Up))
                    seen.TrySetResult();
            });
        }

        protected override void PreStart() => _cluster.Subscribe(Self, typeof(ClusterEvent.IClusterDomainEvent));

        protected override void PostStop() => _cluster.Unsubscribe(Self);
    }
}
