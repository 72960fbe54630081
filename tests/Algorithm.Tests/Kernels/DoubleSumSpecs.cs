using ActorCritic.Distributed.Algorithm.Kernels;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public class DoubleSumSpecs
{
    [Fact]
    public void Every_summand_is_added_up_once_at_any_length() =>
        Gen.Select(Gen.Float[-9, 9].Array[0, 70], Gen.Double[-3, 3]).Sample((a, center) =>
        {
            var b = Array.ConvertAll(a, number => 2 - number * number);

            AssertSum((x, _) => x, DoubleSum.Of(a, default(DoubleSum.First)));
            AssertSum((x, _) => x * x, DoubleSum.Of(a, default(DoubleSum.Square)));
            AssertSum((x, y) => x - y, DoubleSum.Of(a, b, default(DoubleSum.Difference)));
            AssertSum((x, y) => x * y, DoubleSum.Of(a, b, default(DoubleSum.Product)));
            AssertSum((x, _) => Math.Pow(x - center, 2), DoubleSum.Of(a, new DoubleSum.SquaredDeviation(center)));
            AssertSum((x, y) => Math.Pow(x - y - center, 2), DoubleSum.Of(a, b, new DoubleSum.SquaredDifference(center)));

            void AssertSum(Func<double, double, double> summand, double actual) =>
                Assert.Equal(a.Zip(b, (x, y) => summand(x, y)).Sum(), actual, 1e-9);
        });

    [Fact]
    public void A_second_span_that_is_shorter_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleSum.Of(new float[9], new float[8], default(DoubleSum.Product)));
}
