namespace ActorCritic.Distributed.Algorithm.Staleness;

/// <summary>The largest staleness at which a gradient is still applied.</summary>
/// <remarks>
/// A gradient is applied if τ ≤ k, τ being the versions between the one it was computed with and the one it would be applied to. The bound is that of
/// stale synchronous parallel training (Ho et al. 2013). There the fast workers wait for the slow ones; here nobody waits, and the gradient of
/// the slow worker is refused. k = 0 is synchronous training.
/// </remarks>
/// <param name="Maximum">k, in versions, ≥ 0.</param>
public sealed record StalenessBound(long Maximum)
{
    /// <summary>Whether a gradient of this staleness is applied.</summary>
    /// <param name="staleness">τ, in versions, ≥ 0.</param>
    public bool Allows(long staleness) => staleness <= Maximum;
}
