using System.Numerics;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Randomness;

public class SeedSequenceSpecs
{
    private static readonly Gen<Input> Inputs =
        from runSeed in Gen.ULong
        from stream in Gen.Enum<SeedStream>()
        from index in Gen.Int[0, int.MaxValue]
        from subindex in Gen.Int[0, int.MaxValue]
        select new Input(runSeed, stream, index, subindex);

    [Theory]
    [InlineData(0UL, SeedStream.Initialization, 0, 0, 13013912499580732898UL)]
    [InlineData(1UL, SeedStream.Environment, 0, 0, 7503177360528583422UL)]
    [InlineData(42UL, SeedStream.Evaluation, 7, 5, 6049714760923109381UL)]
    [InlineData(ulong.MaxValue, SeedStream.Sampling, int.MaxValue, int.MaxValue, 11836382507102458868UL)]
    public void A_seed_is_what_the_documented_mixing_gives(ulong runSeed, SeedStream stream, int index, int subindex, ulong expected) =>
        Assert.Equal(expected, new SeedSequence(runSeed).Derive(stream, index, subindex)); // Numbers of a second implementation, in C.

    [Fact]
    public void No_two_of_half_a_million_inputs_share_a_seed()
    {
        ulong[] runSeeds = [0, 1, 2, 3, 42, 1UL << 32, 0x9E3779B97F4A7C15, ulong.MaxValue];
        var streams = Enum.GetValues<SeedStream>();
        var indices = Enumerable.Range(0, 100).Append(1 << 16).Append(int.MaxValue).ToArray();
        var subindices = Enumerable.Range(0, 150).Append(1 << 16).Append(int.MaxValue).ToArray();

        var seeds = new HashSet<ulong>();
        foreach (var runSeed in runSeeds)
            foreach (var stream in streams)
                foreach (var index in indices)
                    foreach (var subindex in subindices)
                        seeds.Add(new SeedSequence(runSeed).Derive(stream, index, subindex));

        Assert.Equal(runSeeds.Length * streams.Length * indices.Length * subindices.Length, seeds.Count);
    }

    [Fact]
    public void Different_inputs_have_different_seeds() =>
        Gen.Select(Inputs, Inputs).Where((one, other) => one != other).Sample((one, other) => Derive(one) != Derive(other));

    [Fact]
    public void Exchanging_index_and_subindex_changes_the_seed() =>
        Inputs.Where(input => input.Index != input.Subindex).Sample(input =>
            Derive(input) != Derive(input with { Index = input.Subindex, Subindex = input.Index }));

    [Fact]
    public void Every_bit_of_the_input_flips_about_half_of_the_seed()
    {
        const int Trials = 400;
        var generator = new RandomGenerator(5);
        for (var bit = 0; bit < 64 + 31 + 31; bit++)
        {
            var flipped = 0;
            for (var trial = 0; trial < Trials; trial++)
            {
                var (index, subindex) = (generator.NextInt32(int.MaxValue), generator.NextInt32(int.MaxValue));
                var input = new Input(generator.NextUInt64(), SeedStream.Environment, index, subindex);
                flipped += BitOperations.PopCount(Derive(input) ^ Derive(Flip(input, bit)));
            }

            // 64 bits flip with probability one half each: mean 32, standard deviation 4, of the mean of 400 trials 0.2.
            Assert.InRange(flipped / (double)Trials, 31, 33);
        }
    }

    [Fact]
    public void Generators_of_neighbouring_indices_are_uncorrelated_and_uniform_together()
    {
        const int Count = 40_000;
        var seeds = new SeedSequence(0);
        var firsts = Enumerable.Range(0, Count + 1)
            .Select(index => seeds.CreateGenerator(SeedStream.Sampling, index).NextDouble() - 0.5)
            .ToArray();

        // Four standard errors of the mean, of the variance 1/12 and of the product of independent neighbours.
        Assert.Equal(0, firsts.Average(), 4 * Math.Sqrt(1.0 / 12 / Count));
        Assert.Equal(1.0 / 12, firsts.Average(x => x * x), 4 * Math.Sqrt(1.0 / 180 / Count));
        Assert.Equal(0, firsts.Zip(firsts.Skip(1), (one, next) => one * next).Average(), 4.0 / 12 / Math.Sqrt(Count));
    }

    [Fact]
    public void A_created_generator_starts_at_the_derived_seed() =>
        Inputs.Sample(input =>
        {
            var created = new SeedSequence(input.RunSeed).CreateGenerator(input.Stream, input.Index, input.Subindex);

            return created.NextUInt64() == new RandomGenerator(Derive(input)).NextUInt64();
        });

    [Fact]
    public void A_negative_index_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new SeedSequence(0).Derive(SeedStream.Sampling, -1));
        Assert.Throws<ArgumentOutOfRangeException>("subindex", () => new SeedSequence(0).Derive(SeedStream.Sampling, 0, -1));
    }

    private static ulong Derive(Input input) => new SeedSequence(input.RunSeed).Derive(input.Stream, input.Index, input.Subindex);

    private static Input Flip(Input input, int bit) => bit switch
    {
        < 64 => input with { RunSeed = input.RunSeed ^ 1UL << bit },
        < 64 + 31 => input with { Index = input.Index ^ 1 << bit - 64 },
        _ => input with { Subindex = input.Subindex ^ 1 << bit - 64 - 31 },
    };

    private readonly record struct Input(ulong RunSeed, SeedStream Stream, int Index, int Subindex);
}
