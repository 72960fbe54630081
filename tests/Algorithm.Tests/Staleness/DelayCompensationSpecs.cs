using ActorCritic.Distributed.Algorithm.Staleness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Staleness;

public class DelayCompensationSpecs
{
    /// <summary>λ, and gradient, current and base parameters of lengths that are and are not whole hardware vectors.</summary>
    private static readonly Gen<(double Coefficient, float[] Gradient, float[] Current, float[] Basis)> GenCases =
        from coefficient in Gen.Double[0, 4]
        from count in Gen.Int[1, 40]
        from gradient in Gen.Float[-3, 3].Array[count]
        from current in Gen.Float[-2, 2].Array[count]
        from basis in Gen.Float[-2, 2].Array[count]
        select (coefficient, gradient, current, basis);

    [Theory]
    [InlineData(2, 5, 4, 4)] // 2 + ½·4·1: the parameters moved up the slope, so the gradient is steeper now
    [InlineData(2, 4, 5, 0)] // 2 − ½·4·1
    [InlineData(-2, 5, 4, 0)] // −2 + ½·4·1: the square has no sign
    [InlineData(-4, 1, 1.5, -8)] // −4 − ½·16·½
    [InlineData(0, 9, 1, 0)]
    [InlineData(3, 1, 1, 3)]
    public void Follows_a_table_worked_by_hand_with_a_coefficient_of_one_half(float gradient, float current, float basis, float expected) =>
        Assert.Equal([expected], new DelayCompensation(0.5, 1).Compensate([gradient], [current], [basis]).ToArray());

    [Fact]
    public void Every_element_follows_the_formula_of_the_paper()
    {
        Check.Sample(GenCases, sample =>
        {
            var (coefficient, gradient, current, basis) = sample;

            var compensated = new DelayCompensation(coefficient, gradient.Length).Compensate(gradient, current, basis).ToArray();

            for (var i = 0; i < gradient.Length; i++)
            {
                double g = gradient[i];
                var correction = coefficient * g * g * ((double)current[i] - basis[i]);
                Assert.Equal(g + correction, compensated[i], tolerance: 1e-6 * (Math.Abs(g) + 4 * coefficient * g * g) + 1e-30);
            }
        });
    }

    [Fact]
    public void An_element_gets_the_same_bits_wherever_it_stands()
    {
        Check.Sample(GenCases, sample =>
        {
            var (coefficient, gradient, current, basis) = sample;

            var together = new DelayCompensation(coefficient, gradient.Length).Compensate(gradient, current, basis).ToArray();

            for (var i = 0; i < gradient.Length; i++)
            {
                var alone = new DelayCompensation(coefficient, 1).Compensate([gradient[i]], [current[i]], [basis[i]])[0];
                Assert.Equal(BitConverter.SingleToInt32Bits(alone), BitConverter.SingleToInt32Bits(together[i]));
            }
        });
    }

    [Theory]
    [InlineData(1e15f, 1e9f, 0f, 1e15f)] // λ·g² = 1e36, and times 1e9 infinite
    [InlineData(1e15f, 0f, 1e9f, -1e15f)]
    [InlineData(-1e15f, 0f, 0f, -1e15f)]
    public void An_outcome_stays_within_what_an_optimizer_can_square(float gradient, float current, float basis, float expected) =>
        Assert.Equal([expected], new DelayCompensation(1e6, 1).Compensate([gradient], [current], [basis]).ToArray());

    [Fact]
    public void It_allocates_nothing_and_leaves_its_arguments_as_they_are()
    {
        var compensation = new DelayCompensation(0.04, 4_675);
        var (gradient, current, basis) = (Filled(0.5f), Filled(1), Filled(2));
        compensation.Compensate(gradient, current, basis);

        // The runtime itself may allocate once while it recompiles a hot method; what a call allocates comes back in every round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            compensation.Compensate(gradient, current, basis);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        Assert.Equal([Filled(0.5f), Filled(1), Filled(2)], new[] { gradient, current, basis });
        static float[] Filled(float value) => [.. Enumerable.Repeat(value, 4_675)];
    }

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        var compensation = new DelayCompensation(0.04, 2);

        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => compensation.Compensate([1], [1, 2], [1, 2]).Length).ParamName);
        Assert.Equal("current", Assert.Throws<ArgumentException>(() => compensation.Compensate([1, 2], [1], [1, 2]).Length).ParamName);
        Assert.Equal("basis", Assert.Throws<ArgumentException>(() => compensation.Compensate([1, 2], [1, 2], [1, 2, 3]).Length).ParamName);
    }

    [Theory]
    [InlineData(-1e-9, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1e39, 1)] // infinite in float32
    [InlineData(0.04, 0)]
    public void A_value_out_of_its_range_is_refused(double coefficient, int parameterCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelayCompensation(coefficient, parameterCount));
}
