using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.Tests.Security;

public sealed class MutualTlsSpecs
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly CertificateAuthority _authority = CertificateAuthority.Create(Now.AddYears(-3));

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_talk()
    {
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));

        Assert.Equal("akka.ssl.tcp", learner.Address.Protocol);
        await worker.ExchangeAsync(learner, "hello");
        await learner.ExchangeAsync(worker, "hello back");
    }

    [Fact]
    public async Task A_node_without_certificate_does_not_get_in_and_its_own_log_says_why()
    {
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));
        await using var stranger = SecureNode.Start("stranger", check: null);

        stranger.Tell(learner.Address.WithProtocol(stranger.Address.Protocol), "let me in");

        var line = await stranger.Log.LineWithAsync("Most likely it accepts only nodes with TLS");
        Assert.Contains($"127.0.0.1:{learner.Address.Port}", line, StringComparison.Ordinal);
        await AssertOnlyWorkerGotInAsync(learner, worker);
    }

    [Fact]
    public async Task A_node_of_another_authority_does_not_get_in_and_its_own_log_says_why()
    {
        using var other = CertificateAuthority.Create(Now);
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));
        await using var stranger = SecureNode.Start("stranger", other.Check("stranger"));

        stranger.Tell(learner.Address, "let me in");

        await stranger.Log.LineWithAsync("CN=learner", $"was issued by '{_authority.Certificate.Subject}'", $"not by the authority '{other.Certificate.Subject}'");
        await AssertOnlyWorkerGotInAsync(learner, worker);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_does_not_get_its_node_in_and_the_nodes_own_log_says_why()
    {
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));
        var expired = _authority.Issue("late", Now.AddYears(-2));
        await using var late = SecureNode.Start("late", new PeerCheck(expired, _authority.Certificate, TimeProvider.System));

        late.Tell(learner.Address, "let me in");

        await late.Log.LineWithAsync("This node's own certificate 'CN=late' expired on", "make a new one");
        await learner.Log.LineWithAsync("Refused", "CN=late", "expired on");
        await AssertOnlyWorkerGotInAsync(learner, worker);
    }

    [Fact]
    public async Task A_node_that_trusts_everybody_does_not_get_in_by_that()
    {
        using var other = CertificateAuthority.Create(Now);
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));
        var check = new PeerCheck(other.Issue("impostor", Now), _authority.Certificate, TimeProvider.System);
        await using var impostor = SecureNode.Start("impostor", check);

        impostor.Tell(learner.Address, "let me in");

        await learner.Log.LineWithAsync("Refused", "CN=impostor", "was issued by");
        await AssertOnlyWorkerGotInAsync(learner, worker);
    }

    /// <remarks>A handshake that fails on a connection it has dialed makes Akka.Remote end its whole actor system.</remarks>
    [Theory]
    [InlineData("expired")]
    [InlineData("another authority")]
    [InlineData("no TLS")]
    public async Task A_node_that_cannot_be_dialed_harms_nobody_but_itself(string fault)
    {
        using var other = CertificateAuthority.Create(Now);
        await using var learner = SecureNode.Start("learner", _authority.Check("learner"));
        await using var worker = SecureNode.Start("worker", _authority.Check("worker"));
        var check = fault switch
        {
            "expired" => new PeerCheck(_authority.Issue("broken", Now.AddYears(-2)), _authority.Certificate, TimeProvider.System),
            "another authority" => other.Check("broken"),
            _ => null,
        };
        await using var broken = SecureNode.Start("broken", check);

        learner.Tell(broken.Address.WithProtocol(learner.Address.Protocol), "are you there?");

        await learner.Log.LineWithAsync(fault switch
        {
            "expired" => "its certificate 'CN=broken' expired on",
            "another authority" => "its certificate 'CN=broken' was issued by",
            _ => "Most likely it runs without TLS",
        });
        await AssertOnlyWorkerGotInAsync(learner, worker);
        Assert.Empty(broken.Guests.Names);
        Assert.False(learner.System.WhenTerminated.IsCompleted);
    }

    /// <summary>The association of good nodes has stayed as it was, and nobody else has got a message through.</summary>
    private static async Task AssertOnlyWorkerGotInAsync(SecureNode learner, SecureNode worker)
    {
        for (var i = 0; i < 20; i++)
            await worker.ExchangeAsync(learner, "still here");
        Assert.Equal(["worker"], learner.Guests.Names);
    }
}
