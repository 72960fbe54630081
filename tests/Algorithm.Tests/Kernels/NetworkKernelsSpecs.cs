using ActorCritic.Distributed.Algorithm.Kernels;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public abstract class NetworkKernelsSpecs
{
    private protected abstract NetworkKernels Kernels { get; }

    // ---- Products

    [Fact]
    public void A_product_is_the_sum_over_its_depth_in_every_shape()
    {
        var shapes = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 7], Gen.Int[1, 70], Gen.Bool, Gen.ULong);
        Check.Sample(shapes, (rows, depth, width, transposed, seed) =>
        {
            var generator = new RandomGenerator(seed);
            var columns = Kernels.Pad(width);
            var start = Numbers(generator, rows * columns);
            var left = Numbers(generator, rows * depth);
            var right = Numbers(generator, depth * columns);
            var view = transposed ? new MatrixView(left, rows).Transposed : new MatrixView(left, depth);

            // A guard behind the product: a kernel that writes too far shows.
            var product = new float[rows * columns + 1];
            product[^1] = 42;
            Kernels.Multiply(new MatrixView(start, columns), view, new MatrixView(right, columns), product, rows, depth, columns);

            Assert.Equal(42, product[^1]);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    double expected = start[row * columns + column];
                    for (var k = 0; k < depth; k++)
                        expected += (double)left[transposed ? k * rows + row : row * depth + k] * right[k * columns + column];
                    Assert.Equal(expected, product[row * columns + column], 2e-6);
                }
            }
        });
    }

    [Fact]
    public void A_product_that_starts_from_itself_adds_to_itself_once()
    {
        // An odd number of rows and of vectors, where a tile takes the last ones twice.
        var columns = 3 * Kernels.LaneCount;
        var product = Enumerable.Repeat(1f, 5 * columns).ToArray();
        var right = Enumerable.Repeat(2f, columns).ToArray();

        Kernels.Multiply(new MatrixView(product, columns), new MatrixView([1, 2, 3, 4, 5], 1), new MatrixView(right, columns), product, 5, 1, columns);

        for (var row = 0; row < 5; row++)
            Assert.All(product[(row * columns)..((row + 1) * columns)], element => Assert.Equal(1 + 2 * (row + 1), element));
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, -1)]
    public void A_product_outside_its_elements_is_refused(int start, int left, int right, int product)
    {
        var columns = Kernels.LaneCount;

        Assert.Throws<ArgumentException>(() => Kernels.Multiply(
            new MatrixView(new float[2 * columns + start], columns),
            new MatrixView(new float[2 * 3 + left], 3),
            new MatrixView(new float[3 * columns + right], columns),
            new float[2 * columns + product],
            2,
            3,
            columns));
    }

    [Fact]
    public void A_product_by_rows_is_the_sum_over_its_depth_in_every_shape_and_leaves_gaps_alone()
    {
        var shapes = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[0, 3], Gen.ULong);
        Check.Sample(shapes, (rows, vectors, columns, gap, seed) =>
        {
            var generator = new RandomGenerator(seed);
            var depth = vectors * Kernels.LaneCount;
            var stride = columns + gap;
            var start = Numbers(generator, columns);
            var left = Numbers(generator, rows * depth);
            var right = Numbers(generator, columns * depth);

            var product = Enumerable.Repeat(42f, rows * stride).ToArray();
            Kernels.MultiplyByRows(start, left, right, product, stride, depth, columns);

            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < stride; column++)
                {
                    double expected = column < columns ? start[column] : 42;
                    for (var k = 0; k < depth && column < columns; k++)
                        expected += (double)left[row * depth + k] * right[column * depth + k];
                    Assert.Equal(expected, product[row * stride + column], 1e-5);
                }
            }
        });
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, -1)]
    public void A_product_by_rows_outside_its_elements_is_refused(int start, int left, int right, int product)
    {
        var depth = 2 * Kernels.LaneCount;

        Assert.Throws<ArgumentException>(() => Kernels.MultiplyByRows(
            new float[3 + start], new float[5 * depth + left], new float[3 * depth + right], new float[5 * 3 + product], productStride: 3, depth, columns: 3));
        Assert.Throws<ArgumentException>(() => Kernels.MultiplyByRows(new float[3], new float[depth], new float[3 * depth], new float[3], productStride: 2, depth, columns: 3));
    }

    [Fact]
    public void Column_sums_add_every_row_to_what_is_there()
    {
        var columns = 2 * Kernels.LaneCount;
        var matrix = Enumerable.Range(0, 3 * columns).Select(i => (float)i).ToArray();
        var sums = Enumerable.Repeat(100f, columns).ToArray();

        Kernels.AddColumnSums(matrix, sums);

        for (var column = 0; column < columns; column++)
            Assert.Equal(100 + 3 * column + 3 * columns, sums[column]);
    }

    // ---- Activations

    [Fact]
    public void Tanh_is_within_six_units_in_the_last_place_everywhere()
    {
        // Every 1,009th float from the smallest to beyond the last that is not 1: two million of them, with both signs.
        var worst = 0.0;
        var lanes = new float[Kernels.LaneCount];
        for (uint bits = 1; bits < BitConverter.SingleToUInt32Bits(12f);)
        {
            var inputs = new float[lanes.Length];
            for (var i = 0; i < lanes.Length; i++, bits += 1009)
                inputs[i] = lanes[i] = BitConverter.UInt32BitsToSingle(i % 2 == 0 ? bits : bits | 0x8000_0000);
            Kernels.Tanh(lanes);

            for (var i = 0; i < lanes.Length; i++)
            {
                var expected = Math.Tanh(inputs[i]);
                worst = Math.Max(worst, Math.Abs(lanes[i] - expected) / (MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected)));
                Assert.InRange(lanes[i], -1, 1);
            }
        }

        Assert.InRange(worst, 0.5, 6);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-30f, 1e-30f)]
    [InlineData(20f, 1f)]
    [InlineData(-20f, -1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.MaxValue, 1f)]
    [InlineData(float.NaN, float.NaN)]
    public void Tanh_knows_its_limits(float input, float expected) =>
        Assert.All(Applied(Kernels.Tanh, input), output => Assert.Equal(expected, output));

    [Theory]
    [InlineData(-2f, 0f)]
    [InlineData(0f, 0f)]
    [InlineData(3f, 3f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Relu_keeps_what_is_positive(float input, float expected) =>
        Assert.All(Applied(Kernels.Relu, input), output => Assert.Equal(expected, output));

    [Fact]
    public void The_slope_of_tanh_is_that_of_finite_differences()
    {
        const double h = 1e-5;
        for (var x = -4.0; x <= 4; x += 0.25)
        {
            var activations = Enumerable.Repeat((float)Math.Tanh(x), Kernels.LaneCount).ToArray();
            var gradient = Enumerable.Repeat(3f, Kernels.LaneCount).ToArray();

            Kernels.TanhBackward(activations, gradient);

            var slope = (Math.Tanh(x + h) - Math.Tanh(x - h)) / (2 * h);
            Assert.All(gradient, element => Assert.Equal(3 * slope, element, 1e-6));
        }
    }

    [Fact]
    public void The_slope_of_relu_is_one_above_zero_and_zero_elsewhere()
    {
        var activations = new float[Kernels.LaneCount];
        activations[1] = 1e-30f;
        activations[3] = 5;
        var gradient = Enumerable.Repeat(-3f, Kernels.LaneCount).ToArray();

        Kernels.ReluBackward(activations, gradient);

        Assert.Equal([0, -3, 0, -3], gradient[..4]);
        Assert.All(gradient[4..], element => Assert.Equal(0, element));
    }

    [Fact]
    public void Rows_that_are_not_padded_are_refused()
    {
        var odd = new float[Kernels.LaneCount + 1];

        Assert.Throws<ArgumentException>(() => Kernels.Tanh(odd));
        Assert.Throws<ArgumentException>(() => Kernels.Relu(odd));
        Assert.Throws<ArgumentException>(() => Kernels.TanhBackward(odd, odd));
        Assert.Throws<ArgumentException>(() => Kernels.ReluBackward(new float[Kernels.LaneCount], new float[2 * Kernels.LaneCount]));
        Assert.Throws<ArgumentException>(() => Kernels.AddColumnSums(odd, new float[Kernels.LaneCount]));
    }

    private delegate void InPlace(Span<float> values);

    private float[] Applied(InPlace kernel, float input)
    {
        var values = Enumerable.Repeat(input, 2 * Kernels.LaneCount).ToArray();
        kernel(values);
        return values;
    }

    private static float[] Numbers(RandomGenerator generator, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)generator.NextUniform(-1, 1))];
}

public class NetworkKernelsIn512BitsSpecs : NetworkKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[0];

    [Fact]
    public void The_widest_kernels_come_first_and_one_of_them_is_chosen()
    {
        Assert.Equal([16, 8, 4], NetworkKernels.All.Select(kernels => kernels.LaneCount));
        Assert.Contains(NetworkKernels.Widest, NetworkKernels.All);
    }
}

public class NetworkKernelsIn256BitsSpecs : NetworkKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[1];
}

public class NetworkKernelsIn128BitsSpecs : NetworkKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[2];
}
