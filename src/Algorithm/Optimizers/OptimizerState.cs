using System.Collections.Immutable;

namespace ActorCritic.Distributed.Algorithm.Optimizers;

/// <summary>What an optimizer remembers between steps, as plain immutable vectors: for checkpoints.</summary>
public sealed class OptimizerState
{
    /// <param name="optimizer">Name of the kind of optimizer, <see cref="OptimizerOptions.Name"/>.</param>
    /// <param name="stepCount">Steps taken so far, at least 0.</param>
    /// <param name="vectors">The statistics.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step count is negative.</exception>
    public OptimizerState(string optimizer, long stepCount, ImmutableArray<OptimizerStateVector> vectors)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        if (vectors.IsDefault)
            throw new ArgumentException("The vectors are missing; pass an empty array where an optimizer has none.", nameof(vectors));

        Optimizer = optimizer;
        StepCount = stepCount;
        Vectors = vectors;
    }

    /// <summary>Name of the kind of optimizer: <c>rmsprop</c>, <c>adam</c> or <c>sgd</c>.</summary>
    public string Optimizer { get; }

    /// <summary>Steps taken so far.</summary>
    public long StepCount { get; }

    /// <summary>The statistics, one element a parameter, under the names PyTorch's optimizers give them in their state_dict.</summary>
    public ImmutableArray<OptimizerStateVector> Vectors { get; }

    internal static OptimizerState Copy(string optimizer, long stepCount, ReadOnlySpan<(string Name, float[] Values)> statistics)
    {
        var vectors = ImmutableArray.CreateBuilder<OptimizerStateVector>(statistics.Length);
        foreach (var (name, values) in statistics)
            vectors.Add(new OptimizerStateVector(name, [.. values]));
        return new OptimizerState(optimizer, stepCount, vectors.MoveToImmutable());
    }

    /// <summary>Writes the vectors into the statistics of an optimizer; checks everything before it writes anything.</summary>
    internal void CopyTo(string optimizer, ReadOnlySpan<(string Name, float[] Values)> statistics)
    {
        if (Optimizer != optimizer)
            throw new ArgumentException(
                $"The state is of the optimizer '{Optimizer}', this one is '{optimizer}'; restore it into an optimizer of its own kind.");

        var sources = new OptimizerStateVector[statistics.Length];
        for (var i = 0; i < statistics.Length; i++)
        {
            var (name, values) = statistics[i];
            sources[i] = Vectors.FirstOrDefault(vector => vector.Name == name)
                ?? throw new ArgumentException(
                    $"The state of '{optimizer}' has no vector '{name}', only: {string.Join(", ", Vectors.Select(vector => vector.Name))}. "
                    + "Restore the whole state.");
            if (sources[i].Values.Length != values.Length)
                throw new ArgumentException(
                    $"The state's vector '{name}' has {sources[i].Values.Length} elements and the optimizer has {values.Length} parameters; "
                    + "restore a state of the same network.");
        }

        for (var i = 0; i < statistics.Length; i++)
            sources[i].Values.CopyTo(statistics[i].Values);
    }
}

/// <summary>One statistic of an optimizer.</summary>
public sealed class OptimizerStateVector
{
    /// <param name="name">PyTorch's name of the statistic, for example <c>exp_avg_sq</c>.</param>
    /// <param name="values">One element a parameter.</param>
    public OptimizerStateVector(string name, ImmutableArray<float> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (values.IsDefault)
            throw new ArgumentException($"The values of '{name}' are missing.", nameof(values));

        Name = name;
        Values = values;
    }

    /// <summary>PyTorch's name of the statistic, for example <c>exp_avg_sq</c>.</summary>
    public string Name { get; }

    /// <summary>One element a parameter.</summary>
    public ImmutableArray<float> Values { get; }
}
