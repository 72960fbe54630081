using System.Runtime.InteropServices;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Parameters;

/// <summary>Between what an optimizer exports and what travels of it: the same names and numbers.</summary>
internal static class OptimizerSnapshotMapping
{
    /// <summary>Without a copy of the vectors: both forms are immutable.</summary>
    public static OptimizerSnapshot ToSnapshot(this OptimizerState state) => new(
        state.Optimizer,
        state.StepCount,
        [
            .. state.Vectors.Select(vector =>
                new OptimizerVector(vector.Name, FloatVector.TakeOwnership(ImmutableCollectionsMarshal.AsArray(vector.Values)!))),
        ]);

    public static OptimizerState ToOptimizerState(this OptimizerSnapshot snapshot) => new(
        snapshot.Name,
        snapshot.StepCount,
        [.. snapshot.Vectors.Select(vector => new OptimizerStateVector(vector.Name, [.. vector.Values.Span]))]);
}
