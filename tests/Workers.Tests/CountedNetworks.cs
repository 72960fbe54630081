using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Workers.Tests;

/// <summary>Makes policies that always draw lots, and counts how many of them live. Their gradient is the parameters themselves.</summary>
internal sealed class CountedNetworks
{
    private int _created;
    private int _disposed;

    /// <summary>Networks made so far.</summary>
    public int Created => Volatile.Read(ref _created);

    /// <summary>Networks made and not yet disposed.</summary>
    public int Alive => Created - Volatile.Read(ref _disposed);

    public IPolicyNetwork Create(NetworkOptions options)
    {
        Interlocked.Increment(ref _created);
        return new Uniform(this, ParameterLayout.Of(options));
    }

    private sealed class Uniform(CountedNetworks owner, ParameterLayout layout) : IPolicyNetwork
    {
        private readonly float[] _parameters = new float[layout.Count];
        private bool _isDisposed;

        public ParameterLayout Layout => layout;

        public void Load(ReadOnlySpan<float> parameters)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            parameters.CopyTo(_parameters);
        }

        public void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            logits.Clear();
            values.Clear();
        }

        public LossTerms Gradient(in TransitionBatch batch, in LossCoefficients coefficients, Span<float> gradient)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _parameters.CopyTo(gradient);
            return default;
        }

        public void Dispose()
        {
            // Twice would hide a leak elsewhere.
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _isDisposed = true;
            Interlocked.Increment(ref owner._disposed);
        }
    }
}
