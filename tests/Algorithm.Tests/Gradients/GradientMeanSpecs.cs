using ActorCritic.Distributed.Algorithm.Gradients;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Gradients;

public class GradientMeanSpecs
{
    private static readonly Gen<float[][]> GenGradients =
        from parameterCount in Gen.Int[1, 40]
        from gradients in Gen.Float[-3, 3].Array[parameterCount].Array[1, 8]
        select gradients;

    [Fact]
    public void Is_what_a_table_worked_by_hand_says_and_starts_afresh()
    {
        var mean = new GradientMean(2);
        mean.Add([1, 4]);
        mean.Add([2, -8]);
        mean.Add([6, 1]);
        Assert.Equal(3, mean.Count);
        Assert.Equal([3, -1], mean.Take().ToArray());

        Assert.Equal(0, mean.Count);
        mean.Add([1, 2]);
        mean.Add([3, 3]);
        Assert.Equal([2, 2.5f], mean.Take().ToArray());
    }

    [Fact]
    public void Every_element_is_summed_in_the_order_in_which_it_came()
    {
        Check.Sample(GenGradients, gradients =>
        {
            var expected = gradients[0].ToArray();
            foreach (var gradient in gradients[1..])
                for (var i = 0; i < expected.Length; i++)
                    expected[i] += gradient[i];

            var actual = MeanOf(gradients);

            Assert.Equal(expected.Select(sum => Bits(sum / gradients.Length)), actual.Select(Bits));
        });
    }

    [Fact]
    public void The_mean_of_one_gradient_is_that_gradient_bit_for_bit() =>
        Assert.Equal(new[] { -0f, 0.1f, -3e-40f }.Select(Bits), MeanOf([-0f, 0.1f, -3e-40f]).Select(Bits));

    [Fact]
    public void It_allocates_nothing()
    {
        var mean = new GradientMean(4_675);
        var gradient = new float[4_675];
        mean.Add(gradient);
        mean.Add(gradient);
        mean.Take();

        // The runtime itself may allocate once while it recompiles a hot method; what a mean allocates comes back in every round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            mean.Add(gradient);
            mean.Add(gradient);
            mean.Take();
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_gradient_of_another_length_and_a_mean_of_nothing_are_refused()
    {
        var mean = new GradientMean(2);

        Assert.Contains("3 elements", Assert.Throws<ArgumentException>(() => mean.Add([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => mean.Take().Length);
    }

    private static float[] MeanOf(params float[][] gradients)
    {
        var mean = new GradientMean(gradients[0].Length);
        foreach (var gradient in gradients)
            mean.Add(gradient);
        return mean.Take().ToArray();
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);
}
