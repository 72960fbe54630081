using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorCritic.Distributed.Node.Security;

namespace ActorCritic.Distributed.Node.Tests.Security;

/// <summary>What somebody can do who reaches the port with nothing but TCP.</summary>
public sealed class StrangerSpecs
{
    private static readonly CertificateAuthority Authority = CertificateAuthority.Create(TimeProvider.System.GetUtcNow());

    // Bytes without any order, but the same ones in every run.
    private static readonly byte[] Noise = [.. Enumerable.Range(0, 100).SelectMany(i => System.Security.Cryptography.SHA256.HashData([(byte)i]))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Random_bytes_harm_nothing(bool tls) => await AssertHarmlessAsync(tls, Noise);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_frame_of_random_bytes_harms_nothing(bool tls)
    {
        var frame = new byte[sizeof(int) + 64];
        BinaryPrimitives.WriteInt32LittleEndian(frame, 64);
        Noise.AsSpan(0, 64).CopyTo(frame.AsSpan(sizeof(int)));
        await AssertHarmlessAsync(tls, frame);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_of_a_browser_harms_nothing(bool tls) =>
        await AssertHarmlessAsync(tls, Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"));

    [Theory]
    [InlineData(true, int.MaxValue)]
    [InlineData(false, int.MaxValue)]
    [InlineData(true, -1)]
    [InlineData(false, -1)]
    public async Task An_absurd_length_harms_nothing(bool tls, int length)
    {
        var prefix = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
        await AssertHarmlessAsync(tls, [.. prefix, .. Noise]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_on_which_nothing_is_said_harm_nothing(bool tls)
    {
        await using var learner = Start("learner", tls);
        await using var worker = Start("worker", tls);
        await worker.ExchangeAsync(learner, "hello");
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 50; i++)
                silent.Add(await ConnectAsync(learner));

            await AssertTheyTalkAsync(learner, worker);
            await using var newcomer = Start("newcomer", tls);
            await newcomer.ExchangeAsync(learner, "is there room?");
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }

        await AssertTheyTalkAsync(learner, worker);
    }

    private static async Task AssertHarmlessAsync(bool tls, byte[] bytes)
    {
        await using var learner = Start("learner", tls);
        await using var worker = Start("worker", tls);
        await worker.ExchangeAsync(learner, "hello");

        for (var i = 0; i < 10; i++)
        {
            using var stranger = await ConnectAsync(learner);
            await stranger.GetStream().WriteAsync(bytes);
            await AssertHangsUpAsync(stranger);
        }

        await AssertTheyTalkAsync(learner, worker);
        Assert.Equal(["worker"], learner.Guests.Names);
    }

    private static SecureNode Start(string name, bool tls) => SecureNode.Start(name, tls ? Authority.Check(name) : null);

    private static async Task<TcpClient> ConnectAsync(SecureNode node)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, node.Address.Port!.Value).WaitAsync(SecureNode.Patience);
        return connection;
    }

    /// <summary>The node closes the connection; what it may say before is of no use to the stranger.</summary>
    private static async Task AssertHangsUpAsync(TcpClient stranger)
    {
        var answer = new byte[1024];
        try
        {
            while (await stranger.GetStream().ReadAsync(answer).AsTask().WaitAsync(SecureNode.Patience) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A connection that is reset is closed as well.
        }
    }

    private static async Task AssertTheyTalkAsync(SecureNode learner, SecureNode worker)
    {
        for (var i = 0; i < 20; i++)
        {
            await worker.ExchangeAsync(learner, "still here");
            await learner.ExchangeAsync(worker, "so am I");
        }
    }
}
