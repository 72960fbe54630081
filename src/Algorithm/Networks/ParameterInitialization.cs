using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Networks;

/// <summary>How parameters start.</summary>
public enum InitializationScheme
{
    /// <summary>Orthogonal weights with gain √2 in the trunk, 0.01 in the actor head and 1 in the critic head; biases 0.</summary>
    Orthogonal,

    /// <summary>What torch.nn.Linear does by itself: weights and biases uniform in ±1/√inputs.</summary>
    PyTorchDefault,
}

/// <summary>Seeded initial parameters. Never touches torch's global generator, so that nothing else in the process can change a run.</summary>
public static class ParameterInitialization
{
    /// <summary>The initial flat parameter vector.</summary>
    /// <param name="layout">Names, shapes and offsets.</param>
    /// <param name="scheme">How parameters start.</param>
    /// <param name="generator">Consumed in the order of the layout; the same seed gives the same bytes.</param>
    public static float[] Create(ParameterLayout layout, InitializationScheme scheme, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(generator);

        var parameters = new float[layout.Count];
        var vector = parameters.AsSpan();
        foreach (var linear in layout.Linears)
        {
            var weight = linear.Weight.In(vector);
            switch (scheme)
            {
                case InitializationScheme.Orthogonal:
                    FillOrthogonal(weight, linear.Outputs, linear.Inputs, GainOf(linear, layout), generator);
                    break;
                case InitializationScheme.PyTorchDefault:
                    var bound = 1 / Math.Sqrt(linear.Inputs);
                    FillUniform(weight, bound, generator);
                    FillUniform(linear.Bias.In(vector), bound, generator);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "Unknown initialisation scheme.");
            }
        }

        return parameters;
    }

    /// <remarks>
    /// √2 in the trunk and 0.01 in the actor head are the gains of Stable-Baselines3's ActorCriticPolicy: the small head makes the first policy nearly
    /// uniform, so that early rollouts explore (Andrychowicz et al. 2021, section 3.2).
    /// </remarks>
    private static double GainOf(LinearLayout linear, ParameterLayout layout) =>
        ReferenceEquals(linear, layout.ActorHead) ? 0.01 : ReferenceEquals(linear, layout.CriticHead) ? 1 : Math.Sqrt(2);

    /// <summary>Rows (or columns, whichever are fewer) become orthonormal times the gain: Gram-Schmidt on a Gaussian matrix (Saxe et al. 2014).</summary>
    /// <remarks>
    /// Projections are taken off one after the other (modified Gram-Schmidt), which in double leaves an error of 1e-16 times the condition number: for a Gaussian matrix nothing that
    /// float32 could show.
    /// </remarks>
    private static void FillOrthogonal(Span<float> weight, int rows, int columns, double gain, RandomGenerator generator)
    {
        // The fewer of rows and columns can be orthonormal; they are made as vectors of the longer dimension.
        var count = Math.Min(rows, columns);
        var length = Math.Max(rows, columns);
        var vectors = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var vector = vectors[i] = new double[length];
            for (var k = 0; k < length; k++)
                vector[k] = generator.NextGaussian();

            for (var j = 0; j < i; j++)
                Subtract(vector, vectors[j]);

            var norm = Math.Sqrt(Dot(vector, vector));
            for (var k = 0; k < length; k++)
                vector[k] /= norm;
        }

        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                weight[row * columns + column] = (float)(gain * (rows <= columns ? vectors[row][column] : vectors[column][row]));
    }

    private static void Subtract(double[] vector, double[] unit)
    {
        var projection = Dot(vector, unit);
        for (var k = 0; k < vector.Length; k++)
            vector[k] -= projection * unit[k];
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var k = 0; k < left.Length; k++)
            sum += left[k] * right[k];
        return sum;
    }

    private static void FillUniform(Span<float> values, double bound, RandomGenerator generator)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)generator.NextUniform(-bound, bound);
    }
}
