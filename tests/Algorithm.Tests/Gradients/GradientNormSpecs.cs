using ActorCritic.Distributed.Algorithm.Gradients;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Gradients;

/// <remarks>The golden norms are checked where the golden gradients are used, in GoldenOptimizerSpecs.</remarks>
public class GradientNormSpecs
{
    [Fact]
    public void Is_the_root_of_the_sum_of_squares()
    {
        Assert.Equal(13, GradientNorm.Compute([3, -4, 12]));
        Assert.Equal(0, GradientNorm.Compute([]));
    }

    [Fact]
    public void Is_accurate_at_every_length()
    {
        Check.Sample(Gen.Float[-1000, 1000].Array[0, 70], gradient =>
        {
            var expected = Math.Sqrt(gradient.Sum(element => (double)element * element));

            Assert.Equal(expected, GradientNorm.Compute(gradient), 1e-13 * expected);
        });
    }

    [Fact]
    public void Small_elements_count_beside_large_ones()
    {
        // 4096² + 0.25 is 4096² in float32, however often it is added.
        float[] gradient = [4096, .. Enumerable.Repeat(0.5f, 4096)];

        Assert.Equal(Math.Sqrt(4096.0 * 4096 + 1024), GradientNorm.Compute(gradient), 1e-9);
    }

    [Fact]
    public void Squares_neither_overflow_nor_vanish()
    {
        Assert.Equal(5e30, GradientNorm.Compute([3e30f, 4e30f]), 1e24);
        Assert.Equal(5e-30, GradientNorm.Compute([3e-30f, 4e-30f]), 1e-36);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_has_no_finite_norm_and_stays_so_after_clipping(float broken)
    {
        for (var position = 0; position < 19; position++)
        {
            var gradient = Enumerable.Repeat(1f, 19).ToArray();
            gradient[position] = broken;

            Assert.False(double.IsFinite(GradientNorm.Compute(gradient)));
            Assert.False(double.IsFinite(GradientNorm.Clip(gradient, 0.5)));
            Assert.Contains(gradient, element => !float.IsFinite(element));
        }
    }

    [Fact]
    public void Clipping_returns_the_norm_before_and_leaves_the_maximum()
    {
        float[] gradient = [3, -4, 12];

        Assert.Equal(13, GradientNorm.Clip(gradient, 0.5));

        Assert.Equal(0.5 * 13 / (13 + 1e-6), GradientNorm.Compute(gradient), 1e-7);
        Assert.Equal([3 / 26f, -4 / 26f, 12 / 26f], gradient, (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Clipping_keeps_the_direction_and_never_exceeds_the_maximum()
    {
        Check.Sample(Gen.Select(Gen.Float[-10, 10].Array[1, 70], Gen.Double[0.01, 20]), (gradient, maximumNorm) =>
        {
            var before = gradient.ToArray();

            var norm = GradientNorm.Clip(gradient, maximumNorm);

            var coefficient = Math.Min(1, maximumNorm / (norm + 1e-6));
            Assert.True(GradientNorm.Compute(gradient) <= maximumNorm * (1 + 1e-6));
            for (var i = 0; i < gradient.Length; i++)
                Assert.Equal(before[i] * coefficient, gradient[i], 1e-6 * Math.Abs(before[i]) + float.Epsilon);
        });
    }

    [Fact]
    public void A_gradient_within_the_maximum_is_left_alone()
    {
        float[] gradient = [3, -4, 12];

        Assert.Equal(13, GradientNorm.Clip(gradient, 13.1));
        Assert.Equal(13, GradientNorm.Clip(gradient, double.PositiveInfinity));

        Assert.Equal([3, -4, 12], gradient);
    }

    [Fact]
    public void The_small_constant_of_the_reference_is_in_the_divisor()
    {
        // A norm of exactly the maximum: 1e-6 / (1e-6 + 1e-6) is one half, so even this gradient is scaled.
        float[] gradient = [1e-6f];

        GradientNorm.Clip(gradient, 1e-6);

        Assert.Equal(0.5e-6, gradient[0], 1e-12);
    }

    [Fact]
    public void A_zero_gradient_stays_zero()
    {
        var gradient = new float[20];

        Assert.Equal(0, GradientNorm.Clip(gradient, 0.5));

        Assert.All(gradient, element => Assert.Equal(0, element));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_maximum_that_is_not_above_0_is_refused(double maximumNorm) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientNorm.Clip([1], maximumNorm));

    [Fact]
    public void By_the_option_0_only_measures_and_anything_above_clips()
    {
        float[] gradient = [3, -4, 12];

        Assert.Equal(13, GradientNorm.Limit(gradient, 0));
        Assert.Equal([3, -4, 12], gradient);

        Assert.Equal(13, GradientNorm.Limit(gradient, 1.3));
        Assert.Equal(1.3, GradientNorm.Compute(gradient), 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientNorm.Limit(gradient, -1));
    }
}
