using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

/// <summary>A network of any shape with parameters, and a batch for it.</summary>
internal sealed record RandomNetwork(
    NetworkOptions Options,
    float[] Parameters,
    float[] Observations,
    int[] Actions,
    float[] Advantages,
    float[] Returns,
    LossCoefficients Coefficients)
{
    public int Count => Actions.Length;

    public TransitionBatch Batch => new(Observations, Actions, Advantages, Returns);

    public LiteralBatch Literal => new(Actions, [.. Advantages.Select(number => (double)number)], [.. Returns.Select(number => (double)number)]);

    public double[][] Rows => [.. Observations.Chunk(Options.ObservationSize).Select(row => row.Select(number => (double)number).ToArray())];

    /// <summary>The shape; a record's own ToString cannot print a <see cref="TransitionBatch"/>. CsCheck adds the seed that makes it again.</summary>
    public override string ToString() =>
        $"{Options.ObservationSize}-{string.Join('-', Options.HiddenSizes)}-{Options.ActionCount} {Options.Activation}, separate trunks: {Options.SeparateTrunks}, B = {Count}, {Coefficients}";

    /// <summary>Every combination of trunks, activation and depth 0 to 3, with widths from 1 on.</summary>
    public static readonly Gen<RandomNetwork> Gen =
        from observationSize in CsCheck.Gen.Int[1, 6]
        from actionCount in CsCheck.Gen.Int[1, 5]
        from hiddenSizes in CsCheck.Gen.Int[1, 9].Array[0, 3]
        from relu in CsCheck.Gen.Bool
        from separate in CsCheck.Gen.Bool
        let options = new NetworkOptions(observationSize, actionCount, hiddenSizes, relu ? Activation.Relu : Activation.Tanh, separate)
        from parameters in CsCheck.Gen.Float[-1, 1].Array[CountOf(options)]
        from count in CsCheck.Gen.Int[1, 12]
        from observations in CsCheck.Gen.Float[-2, 2].Array[count * observationSize]
        from actions in CsCheck.Gen.Int[0, actionCount - 1].Array[count]
        from advantages in CsCheck.Gen.Float[-3, 3].Array[count]
        from returns in CsCheck.Gen.Float[-5, 5].Array[count]
        from valueCoefficient in CsCheck.Gen.Double[0, 1]
        from entropyCoefficient in CsCheck.Gen.Double[0, 0.5]
        select new RandomNetwork(options, parameters, observations, actions, advantages, returns, new LossCoefficients(valueCoefficient, entropyCoefficient));

    /// <summary>A network of the given shape with parameters and a batch that are always the same.</summary>
    public static RandomNetwork Fixed(NetworkOptions options, int count, ulong seed = 1)
    {
        var generator = new RandomGenerator(seed);
        return new RandomNetwork(
            options,
            Numbers(CountOf(options), 1),
            Numbers(count * options.ObservationSize, 2),
            [.. Enumerable.Range(0, count).Select(_ => generator.NextInt32(options.ActionCount))],
            Numbers(count, 3),
            Numbers(count, 5),
            new LossCoefficients(0.5, 0.1));

        float[] Numbers(int length, double bound) => [.. Enumerable.Range(0, length).Select(_ => (float)generator.NextUniform(-bound, bound))];
    }

    /// <summary>Σ over the layers of inputs × outputs + outputs.</summary>
    public static int CountOf(NetworkOptions options)
    {
        int[] widths = [options.ObservationSize, .. options.HiddenSizes];
        var trunk = widths.Zip(widths.Skip(1), (inputs, outputs) => inputs * outputs + outputs).Sum();
        return (options.SeparateTrunks ? 2 : 1) * trunk + (widths[^1] + 1) * (options.ActionCount + 1);
    }
}
