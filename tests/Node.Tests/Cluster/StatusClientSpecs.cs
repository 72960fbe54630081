using System.Net;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Tests.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class StatusClientSpecs
{
    /// <summary>Long enough for any machine where an answer comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where none comes, whoever waits longer learns no more.</summary>
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(2);

    private readonly StatusClient _client = new(tls: null, NullLoggerProvider.Instance);

    [Fact]
    public async Task The_learners_answer_comes_back_as_it_was_given()
    {
        await using var node = await LearnerStandIn.StartAsync(SampleRun.Status);

        var (status, fault) = await _client.AskAsync(node.Address, Patience, CancellationToken.None);

        Assert.Equal(SampleRun.Status, status);
        Assert.Null(fault);
    }

    [Fact]
    public async Task A_node_is_found_by_a_name_for_the_address_that_it_was_started_with()
    {
        await using var node = await LearnerStandIn.StartAsync(SampleRun.Status);

        var (status, _) = await _client.AskAsync(node.Address with { Host = "localhost" }, Patience, CancellationToken.None);

        Assert.Equal(SampleRun.Status, status);
    }

    [Fact]
    public async Task An_address_at_which_nobody_answers_takes_no_time_from_the_one_at_which_somebody_does()
    {
        await using var node = await LearnerStandIn.StartAsync(SampleRun.Status);
        var client = new StatusClient(tls: null, NullLoggerProvider.Instance)
        {
            Resolve = _ => [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.1")],
        };

        var (status, _) = await client
            .AskAsync(node.Address with { Host = "localhost" }, Timeout.InfiniteTimeSpan, CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(SampleRun.Status, status);
    }

    [Fact]
    public async Task A_node_that_finds_no_learner_is_told_from_one_that_is_not_there()
    {
        await using var node = await LearnerStandIn.StartAsync(status: null);

        var (status, fault) = await _client.AskAsync(node.Address, TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Null(status);
        Assert.Equal(
            $"The node at {node.Address} is up, but no learner answered it within 5 s: there is none yet, or another is taking over. Try again.", fault);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told_at_once()
    {
        var client = new StatusClient(tls: null, NullLoggerProvider.Instance) { Resolve = _ => throw new SocketException((int)SocketError.HostNotFound) };

        var (status, fault) = await client
            .AskAsync(new NodeAddress("learner-0", 4053), Timeout.InfiniteTimeSpan, CancellationToken.None).WaitAsync(Patience);

        Assert.Null(status);
        Assert.Equal("The name 'learner-0' is unknown to this machine. Give the address of a learner or a worker as that one prints it.", fault);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_sentence_with_what_to_look_for()
    {
        var nobody = new NodeAddress("127.0.0.1", FreePort.Find());

        var (status, fault) = await _client.AskAsync(nobody, Impatience, CancellationToken.None);

        Assert.Null(status);
        Assert.Equal(
            $"Nobody answered at {nobody} within 2 s. Give the address of a learner or a worker as that one prints it, and the same certificates "
            + "(--tls-…) if the cluster uses TLS.",
            fault);
    }

    [Fact]
    public async Task Somebody_who_listens_and_says_nothing_is_nobody()
    {
        using var listener = FreePort.Take();
        var silent = new NodeAddress("127.0.0.1", FreePort.PortOf(listener));

        var (_, fault) = await _client.AskAsync(silent, Impatience, CancellationToken.None);

        Assert.StartsWith($"Nobody answered at {silent} within 2 s.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_asked_to_stop_waits_no_longer()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var (status, fault) = await _client
            .AskAsync(new NodeAddress("127.0.0.1", FreePort.Find()), Timeout.InfiniteTimeSpan, cancelled.Token).WaitAsync(Patience);

        Assert.Null(status);
        Assert.NotNull(fault);
    }
}
