using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.Tests.Security;

public sealed class ListeningWarningSpecs
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LocalHost.")]
    [InlineData("learner.localhost")]
    public void Loopback_needs_no_warning(string host) => Assert.Null(ListeningWarning.WithoutTls(host));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[::]")]
    [InlineData("10.0.0.7")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("fe80::1")]
    [InlineData("learner")]
    [InlineData("localhost.example.org")]
    [InlineData("127.0.0.1.example.org")]
    [InlineData("")]
    public void Anything_else_is_warned_of_in_one_line_with_the_remedy(string host)
    {
        var warning = ListeningWarning.WithoutTls(host);

        Assert.NotNull(warning);
        Assert.StartsWith($"Warning: listening on {host} without TLS: ", warning, StringComparison.Ordinal);
        Assert.Contains("--tls-cert, --tls-key and --tls-ca", warning, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', warning);
    }
}
