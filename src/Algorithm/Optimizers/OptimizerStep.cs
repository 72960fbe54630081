namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>What every optimizer asks of the arguments of a step.</summary>
internal static class OptimizerStep
{
    public static void ThrowIfInvalid(
        int parameterCount, ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, ReadOnlySpan<float> updated)
    {
        if (parameters.Length != parameterCount)
            throw new ArgumentException(
                $"There are {parameters.Length} parameters and the optimizer was made for {parameterCount}.", nameof(parameters));
        if (gradient.Length != parameterCount)
            throw new ArgumentException(
                $"The gradient has {gradient.Length} elements and there are {parameterCount} parameters.", nameof(gradient));
        if (updated.Length != parameterCount)
            throw new ArgumentException(
                $"There is room for {updated.Length} updated parameters and there are {parameterCount}.", nameof(updated));
        if (parameters.Overlaps(updated, out var shift) && shift != 0)
            throw new ArgumentException(
                $"The updated parameters lie {Math.Abs(shift)} element(s) beside the parameters; they must be the same memory, or apart from it.", nameof(updated));
        if (!(learningRate >= 0 && float.IsFinite(learningRate)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The learning rate must be finite and at least 0.");
    }
}
