using System.Collections.Concurrent;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Parameters;

/// <summary>The parameters that all workers share, and the optimiser that moves them.</summary>
/// <remarks>
/// A snapshot is the parameters themselves and no copy of them: what has been given out is not written to, and the next step goes from there to other memory,
/// to that of an older snapshot which all of its holders have released or, if there is none, to fresh memory. As long as nobody has asked, steps are taken
/// in place. The history, if there is one, holds these same snapshots.
/// </remarks>
public sealed class SharedParameters
{
    private readonly IOptimizer _optimizer;
    private readonly ParameterHistory? _history;

    /// <summary>Memory of snapshots that nobody holds: no more than there ever were at once. Filled by the threads of whoever releases one.</summary>
    private readonly ConcurrentQueue<float[]> _free = new();
    private readonly Action<float[]> _giveBack;
    private float[] _values;

    /// <summary>Holds <see cref="_values"/>, which others may read then, and is held by this object; null while they are its own.</summary>
    private ParameterSnapshot? _snapshot;

    /// <summary>Starts at version 0.</summary>
    /// <param name="initial">Initial parameters; copied.</param>
    /// <param name="optimizer">Made for as many parameters; from now on owned by this object.</param>
    /// <param name="history">Is given every snapshot, for gradients that come back stale; null where nobody needs it.</param>
    public SharedParameters(ReadOnlySpan<float> initial, IOptimizer optimizer, ParameterHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (optimizer.ParameterCount != initial.Length)
        {
            throw new ArgumentException(
                $"The optimiser is made for {optimizer.ParameterCount} parameters and there are {initial.Length}.", nameof(optimizer));
        }

        _values = initial.ToArray();
        _optimizer = optimizer;
        _history = history;
        _giveBack = _free.Enqueue;
    }

    /// <summary>Goes on where another learner's parameters stood.</summary>
    /// <param name="snapshot">Theirs.</param>
    /// <param name="state">What their optimizer remembered.</param>
    /// <param name="optimizer">Made with the same options for as many parameters; from now on owned by this object.</param>
    /// <param name="history">Is given every snapshot, for gradients that come back stale; null where nobody needs it.</param>
    /// <exception cref="ArgumentException">The state is of another kind of optimizer or of another parameter count.</exception>
    public SharedParameters(ParameterSnapshot snapshot, OptimizerSnapshot state, IOptimizer optimizer, ParameterHistory? history = null)
        : this((snapshot ?? throw new ArgumentNullException(nameof(snapshot))).Values.Span, optimizer, history)
    {
        ArgumentNullException.ThrowIfNull(state);
        _optimizer.RestoreState(state.ToOptimizerState());
        Version = snapshot.Version;
        EnvironmentSteps = snapshot.EnvironmentSteps;
    }

    /// <summary>Updates so far: gradients applied, or rounds of them in synchronous training.</summary>
    public long Version { get; private set; }

    /// <summary>Environment steps behind the applied gradients.</summary>
    public long EnvironmentSteps { get; private set; }

    /// <summary>The newest parameters. What is seen through it is valid until the next <see cref="Apply"/>; for longer take a <see cref="Snapshot"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Moves the parameters one step against the gradient.</summary>
    /// <param name="gradient">Admitted: as long as the parameters, and finite.</param>
    /// <param name="learningRate">η of this step, ≥ 0.</param>
    /// <param name="environmentSteps">Environment steps behind the gradient, ≥ 1.</param>
    /// <returns>The new version.</returns>
    public long Apply(ReadOnlySpan<float> gradient, double learningRate, long environmentSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(environmentSteps, 1);
        var updated = _snapshot is null ? _values : _free.TryDequeue(out var free) ? free : GC.AllocateUninitializedArray<float>(_values.Length);
        _optimizer.Step(_values, gradient, (float)learningRate, updated);
        _values = updated;
        _snapshot?.Values.Release();
        _snapshot = null;
        EnvironmentSteps += environmentSteps;
        return ++Version;
    }

    /// <summary>What the optimizer remembers.</summary>
    public OptimizerSnapshot ExportOptimizer() => _optimizer.ExportState().ToSnapshot();

    /// <summary>The newest parameters as an immutable value, the same one until the next <see cref="Apply"/>.</summary>
    /// <remarks>The caller holds it, and whoever it passes it on to instead: once released, it is not immutable any more. Who never releases it may read it for ever.</remarks>
    public ParameterSnapshot Snapshot()
    {
        if (_snapshot is null)
        {
            _snapshot = new ParameterSnapshot(Version, EnvironmentSteps, FloatVector.Lend(_values, _giveBack));
            _history?.Remember(_snapshot);
        }

        _snapshot.Values.Hold();
        return _snapshot;
    }
}
