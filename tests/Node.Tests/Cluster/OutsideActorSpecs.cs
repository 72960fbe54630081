using System.Net;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Node.Tests.Security;
using Akka.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

/// <summary>Real nodes on loopback, outside any cluster.</summary>
public sealed class OutsideActorSpecs : IAsyncLifetime
{
    private readonly NodeAddress _first = new(IPAddress.Loopback.ToString(), FreePort.Find());
    private readonly NodeAddress _second = new(IPAddress.Loopback.ToString(), FreePort.Find());
    private readonly List<NodeHost> _hosts = [];
    private readonly List<string> _said = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_learner_processes_that_wait_for_each_other_the_one_that_holds_more_begins_and_the_other_joins()
    {
        var behind = await StartAsync(_first, _second, new LearnerStanding(Term: 1, Version: 280, HasBegun: true));
        var ahead = await StartAsync(_second, _first, new LearnerStanding(Term: 1, Version: 300, HasBegun: false));

        await Task.WhenAll(UpAsync(behind), UpAsync(ahead));

        Assert.Equal(2, Akka.Cluster.Cluster.Get(behind.System).State.Members.Count);
        Assert.Equal(
            $"{_second}: This process and {_first} wait for each other, and neither knows of another learner: this one begins again, with the newer state.",
            Assert.Single(_said));
    }

    private async Task<NodeHost> StartAsync(NodeAddress self, NodeAddress other, LearnerStanding standing)
    {
        var membership = new ClusterMembership { Host = self.Host, Port = self.Port, Join = [other] };
        var host = await NodeHost.StartAsync(NullLoggerProvider.Instance, SecureNode.Patience, akka => akka
            .WithCluster(membership, ClusterMembership.LearnerRole)
            .WithActors((system, _) => system.ActorOf(
                OutsideActor.Props(other, membership.Scheme, standing, sentence => _said.Add($"{self}: {sentence}")),
                OutsideActor.NameFor(other, standing.ToString()))));
        _hosts.Add(host);
        return host;
    }

    /// <summary>Waits until the node is up in a cluster.</summary>
    private static async Task UpAsync(NodeHost host)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Akka.Cluster.Cluster.Get(host.System).RegisterOnMemberUp(() => up.TrySetResult());
        await up.Task.WaitAsync(SecureNode.Patience);
    }
}
