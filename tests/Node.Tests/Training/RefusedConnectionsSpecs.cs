using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RefusedConnectionsSpecs
{
    private const string Source = "TcpServerHandler (akka://actorcritic)";
    private readonly Stopwatch _clock = new();
    private readonly RefusedConnections _refused;

    public RefusedConnectionsSpecs() => _refused = new RefusedConnections(_clock);

    [Fact]
    public void Of_the_three_messages_of_an_attempt_one_makes_a_sentence()
    {
        var messages = Attempt("192.0.2.7", port: 37938);
        Assert.All(messages, message => Assert.True(RefusedConnections.IsAbout(Source, message)));

        var sentence = Assert.Single(messages.Select(_refused.SentenceFor).OfType<string>());

        Assert.StartsWith("Connections from 192.0.2.7 are refused: it does not use TLS", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_tries_again_is_named_once_a_minute_and_another_at_once()
    {
        Assert.Equal(1, SentencesFor("192.0.2.7", port: 1));
        _clock.Milliseconds = 59_999;
        Assert.Equal(0, SentencesFor("192.0.2.7", port: 2));
        Assert.Equal(1, SentencesFor("192.0.2.8", port: 3));
        _clock.Milliseconds = 60_000;
        Assert.Equal(1, SentencesFor("192.0.2.7", port: 4));
    }

    [Theory]
    [InlineData("TcpServerHandler (akka://actorcritic)", "Error caught channel [[::ffff:127.0.0.1]:4888->[::ffff:127.0.0.1]:1](Id=529ed597)\nCause: System.Exception: reset")]
    [InlineData("akka://actorcritic/user/learner", "TLS is not what this is about.")]
    public void Anything_else_is_none_of_its_business(string source, string message) => Assert.False(RefusedConnections.IsAbout(source, message));

    private int SentencesFor(string host, int port) => Attempt(host, port).Select(_refused.SentenceFor).Count(sentence => sentence is not null);

    /// <summary>As Akka.Remote 1.5.74 logs it.</summary>
    private static string[] Attempt(string host, int port) =>
    [
        $"Error caught channel [[::ffff:127.0.0.1]:4888->[::ffff:{host}]:{port}](Id=529ed597)\nCause: DotNetty.Handlers.Tls.NotSslRecordException: not an SSL/TLS record: 32",
        $"TLS handshake failed on channel [[::ffff:127.0.0.1]:4888->[::ffff:{host}]:{port}](Id=529ed597)\nTLS handshake failed (Server side):\n",
        $"Rejected incoming connection from [[::ffff:{host}]:{port}] due to TLS handshake failure. This is likely invalid or malicious traffic.",
    ];
}
