namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>Networks of one shape that workers take turns with: each has one from the moment it loads its parameters until it has their gradient.</summary>
/// <remarks>
/// A network has nothing of its own between two rollouts, and what it computes with is several times as large as a worker's environments. With one for each of
/// many workers every rollout would begin with memory that the caches have long forgotten; so there are only as many as are in use at once, and the one
/// used last is used next. Threads may borrow side by side.
/// </remarks>
/// <param name="create">Makes a network; called when none is idle.</param>
public sealed class NetworkPool(Func<IPolicyNetwork> create) : IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<IPolicyNetwork> _idle = new();
    private bool _isDisposed;

    /// <summary>A network for one rollout. What it was used for before is unknown: load parameters first.</summary>
    /// <returns>The loan, which gives the network back when it is disposed, once.</returns>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Loan Borrow()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_idle.TryPop(out var network))
                return new Loan(this, network);
        }

        return new Loan(this, create());
    }

    /// <summary>Disposes all networks; those on loan when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_idle.TryPop(out var network))
                network.Dispose();
        }
    }

    private void TakeBack(IPolicyNetwork network)
    {
        lock (_gate)
        {
            if (_isDisposed)
                network.Dispose();
            else
                _idle.Push(network);
        }
    }

    /// <summary>A network while it is used.</summary>
    public readonly ref struct Loan
    {
        private readonly NetworkPool _pool;

        internal Loan(NetworkPool pool, IPolicyNetwork network) => (_pool, Network) = (pool, network);

        /// <summary>Nobody else's until <see cref="Dispose"/>.</summary>
        public IPolicyNetwork Network { get; }

        /// <summary>Gives it back.</summary>
        public void Dispose() => _pool.TakeBack(Network);
    }
}
