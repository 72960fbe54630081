using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Randomness;

public class RandomGeneratorSpecs
{
    private static readonly double[] NormalQuantiles = [-1.959963984540054, -1.0, 0.0, 0.5, 1.5, 2.5];
    private static readonly double[] NormalProbabilities =
        [0.025, 0.158655253931457, 0.5, 0.691462461274013, 0.933192798731142, 0.993790334674224];

    [Fact]
    public void The_state_1_2_3_4_gives_the_published_numbers()
    {
        // The reference vector that implementations of xoshiro256++ share, made by its authors' C program.
        ulong[] expected =
        [
            41943041UL, 58720359UL, 3588806011781223UL, 3591011842654386UL, 9228616714210784205UL,
            9973669472204895162UL, 14011001112246962877UL, 12406186145184390807UL, 15849039046786891736UL, 10450023813501588000UL,
        ];
        var generator = new RandomGenerator(1, 2, 3, 4);

        Assert.All(expected, number => Assert.Equal(number, generator.NextUInt64()));
    }

    [Fact]
    public void SplitMix64_gives_the_published_numbers()
    {
        ulong[] expected =
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL];
        var state = 1234567UL;

        Assert.All(expected, number => Assert.Equal(number, SplitMix64.Next(ref state)));
    }

    [Theory]
    [InlineData(0UL, 5987356902031041503UL, 7051070477665621255UL, 6633766593972829180UL, 3991034768575652995UL)]
    [InlineData(1UL, 14971601782005023387UL, 13781649495232077965UL, 1847458086238483744UL, 10580399187652893197UL)]
    [InlineData(42UL, 15021278609987233951UL, 5881210131331364753UL, 18149643915985481100UL, 11812103565718292368UL)]
    [InlineData(ulong.MaxValue, 6254647548650071986UL, 16610832622747802512UL, 16422857234328439435UL, 7955597261603557472UL)]
    public void A_seed_gives_what_the_authors_C_programs_give_together(ulong seed, ulong first, ulong second, ulong third, ulong thousandth)
    {
        var generator = new RandomGenerator(seed);
        var numbers = Enumerable.Range(0, 1000).Select(_ => generator.NextUInt64()).ToArray();

        Assert.Equal([first, second, third, thousandth], [numbers[0], numbers[1], numbers[2], numbers[^1]]);
    }

    [Fact]
    public void A_double_is_made_of_the_upper_53_bits()
    {
        var generator = new RandomGenerator(42);

        Assert.Equal(
            [0.81430514512290986, 0.31882104006166112, 0.98389416817748876, 0.70113559813475557],
            Enumerable.Range(0, 4).Select(_ => generator.NextDouble()));
    }

    [Fact]
    public void The_largest_double_stays_below_one_and_the_smallest_is_zero()
    {
        // The output is rotl(s0 + s3, 23) + s0: these states give 64 ones and 64 zeros.
        Assert.Equal(1 - Math.Pow(2, -53), new RandomGenerator(ulong.MaxValue, 0, 0, 1).NextDouble());
        Assert.Equal(0.0, new RandomGenerator(0, 1, 0, 0).NextDouble());
    }

    [Fact]
    public void A_uniform_number_is_the_unit_one_stretched_between_its_bounds() =>
        Gen.Select(Gen.ULong, Gen.Double[-1e6, 1e6], Gen.Double[0, 1e6]).Sample((seed, low, width) =>
        {
            var high = low + width;
            var unit = new RandomGenerator(seed).NextDouble();

            return new RandomGenerator(seed).NextUniform(low, high) == low + (high - low) * unit;
        });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.MinValue, double.MaxValue)]
    public void Bounds_that_make_no_interval_are_refused(double low, double high) =>
        Assert.Throws<ArgumentException>(() => new RandomGenerator(0).NextUniform(low, high));

    [Fact]
    public void An_integer_lies_in_its_range() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue]).Sample((seed, maximum) =>
        {
            var generator = new RandomGenerator(seed);

            return Enumerable.Range(0, 20).All(_ => generator.NextInt32(maximum) is var number && number >= 0 && number < maximum);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    public void All_integers_of_a_small_range_are_equally_frequent(int maximum)
    {
        const int Draws = 70_000;
        var generator = new RandomGenerator(2026);
        var counts = new int[maximum];
        for (var i = 0; i < Draws; i++)
            counts[generator.NextInt32(maximum)]++;

        var expected = Draws / (double)maximum;
        var deviation = Math.Sqrt(expected * (1 - 1.0 / maximum));
        Assert.All(counts, count => Assert.InRange(count, expected - 4 * deviation, expected + 4 * deviation));
    }

    [Fact]
    public void A_range_that_does_not_divide_two_to_the_32_has_no_favourites()
    {
        // Of 2³² fractions every number of this range gets two or three; without rejection every third number would get
        // two, and these would come up in 1 of 4 draws instead of 1 of 3.
        const int Maximum = 3 << 29;
        const int Draws = 30_000;
        var generator = new RandomGenerator(7);
        var counts = new int[3];
        for (var i = 0; i < Draws; i++)
            counts[generator.NextInt32(Maximum) % 3]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_no_integer_below_zero_to_draw(int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomGenerator(0).NextInt32(maximum));

    [Fact]
    public void Gaussian_numbers_have_the_moments_and_the_distribution_function_of_the_standard_normal()
    {
        const int Draws = 400_000;
        var generator = new RandomGenerator(11);
        var numbers = Enumerable.Range(0, Draws).Select(_ => generator.NextGaussian()).ToArray();

        // Four standard errors of the mean of xᵏ, whose variance is E[x²ᵏ] − E[xᵏ]² = 1, 2, 15, 96, and of a frequency, √(p(1−p)/n).
        Assert.Equal(0, numbers.Average(), 4 / Math.Sqrt(Draws));
        Assert.Equal(1, numbers.Average(x => x * x), 4 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0, numbers.Average(x => x * x * x), 4 * Math.Sqrt(15.0 / Draws));
        Assert.Equal(3, numbers.Average(x => x * x * x * x), 4 * Math.Sqrt(96.0 / Draws));
        foreach (var (quantile, probability) in NormalQuantiles.Zip(NormalProbabilities))
            Assert.Equal(
                probability,
                numbers.Count(x => x < quantile) / (double)Draws,
                4 * Math.Sqrt(probability * (1 - probability) / Draws));
    }

    [Fact]
    public void The_two_gaussian_numbers_of_a_pair_are_uncorrelated_also_in_size()
    {
        const int Pairs = 100_000;
        var generator = new RandomGenerator(12);
        var pairs = Enumerable.Range(0, Pairs).Select(_ => (First: generator.NextGaussian(), Second: generator.NextGaussian())).ToArray();

        Assert.Equal(0, pairs.Average(pair => pair.First * pair.Second), 4 / Math.Sqrt(Pairs));
        Assert.Equal(0, pairs.Average(pair => (pair.First * pair.First - 1) * (pair.Second * pair.Second - 1)), 4 * 2 / Math.Sqrt(Pairs));
    }

    [Fact]
    public void Two_generators_of_one_seed_agree_through_any_mixture_of_calls() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3].Array[0, 50]).Sample((seed, calls) =>
        {
            var (one, other) = (new RandomGenerator(seed), new RandomGenerator(seed));

            return calls.All(call => Draw(one, call) == Draw(other, call));
        });

    private static double Draw(RandomGenerator generator, int call) => call switch
    {
        0 => generator.NextUInt64(),
        1 => generator.NextDouble(),
        2 => generator.NextInt32(1000),
        _ => generator.NextGaussian(),
    };
}
