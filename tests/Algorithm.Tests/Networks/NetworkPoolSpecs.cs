using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

public class NetworkPoolSpecs
{
    private readonly List<Network> _made = [];
    private readonly NetworkPool _pool;

    public NetworkPoolSpecs() => _pool = new NetworkPool(() =>
    {
        var network = new Network();
        _made.Add(network);
        return network;
    });

    [Fact]
    public void There_are_as_many_networks_as_are_on_loan_at_once()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            using var first = _pool.Borrow();
            using var second = _pool.Borrow();
            Assert.NotSame(first.Network, second.Network);
        }

        Assert.Equal(2, _made.Count);
    }

    [Fact]
    public void No_network_is_on_loan_twice_at_once_however_many_threads_borrow()
    {
        using var pool = new NetworkPool(() => new Network());

        Parallel.For(0, 200_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var loan = pool.Borrow();
            var network = (Network)loan.Network;
            Assert.Equal(1, Interlocked.Increment(ref network.Users));
            Interlocked.Decrement(ref network.Users);
        });
    }

    [Fact]
    public void The_network_that_came_back_last_goes_out_first()
    {
        var first = _pool.Borrow();
        var second = _pool.Borrow();
        second.Dispose();
        first.Dispose();

        Assert.Same(first.Network, _pool.Borrow().Network);
    }

    [Fact]
    public void Idle_networks_are_disposed_with_the_pool_and_the_others_when_they_come_back()
    {
        var idle = _pool.Borrow();
        var onLoan = _pool.Borrow();
        idle.Dispose();

        _pool.Dispose();
        Assert.Equal([1, 0], _made.Select(network => network.Disposals));

        onLoan.Dispose();
        Assert.Equal([1, 1], _made.Select(network => network.Disposals));
    }

    [Fact]
    public void A_pool_that_is_disposed_lends_nothing()
    {
        _pool.Dispose();
        _pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => { _pool.Borrow(); });
        Assert.Empty(_made);
    }

    [Fact]
    public void A_network_that_cannot_be_made_harms_no_other()
    {
        var attempts = 0;
        using var pool = new NetworkPool(() => ++attempts == 1 ? throw new InvalidOperationException("No memory.") : new Network());

        Assert.Throws<InvalidOperationException>(() => { pool.Borrow(); });

        using var loan = pool.Borrow();
        Assert.NotNull(loan.Network);
    }

    private sealed class Network : IPolicyNetwork
    {
        public int Users;

        public int Disposals { get; private set; }

        public ParameterLayout Layout => throw new NotSupportedException();

        public void Load(ReadOnlySpan<float> parameters) => throw new NotSupportedException();

        public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values) => throw new NotSupportedException();

        public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient) => throw new NotSupportedException();

        public void Dispose() => Disposals++;
    }
}
