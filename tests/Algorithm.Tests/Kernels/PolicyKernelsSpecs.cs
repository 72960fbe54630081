using ActorCritic.Distributed.Algorithm.Kernels;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public abstract class PolicyKernelsSpecs
{
    private protected abstract NetworkKernels Kernels { get; }

    /// <summary>Some vectors of rows: logits row by row, an action and an advantage for each row, β.</summary>
    private sealed record Rows(float[][] Logits, int[] Actions, float[] Advantages, double EntropyCoefficient)
    {
        public int Count => Actions.Length;

        public int ActionCount => Logits[0].Length;

        public float[] Columns => [.. Enumerable.Range(0, ActionCount).SelectMany(k => Logits.Select(row => row[k]))];
    }

    private Gen<Rows> GenRows =>
        from count in Gen.Int[1, 3].Select(vectors => vectors * Kernels.LaneCount)
        from actionCount in Gen.Int[1, 6]
        from logits in Gen.Float[-6, 6].Array[actionCount].Array[count]
        from offsets in Gen.Float[-100, 100].Array[count]
        from actions in Gen.Int[0, actionCount - 1].Array[count]
        from advantages in Gen.Float[-4, 4].Array[count]
        from entropyCoefficient in Gen.Double[0, 1]
        select new Rows([.. logits.Zip(offsets, (row, offset) => Array.ConvertAll(row, logit => logit + offset))], actions, advantages, entropyCoefficient);

    [Fact]
    public void Log_softmax_and_entropy_are_those_of_the_formula_in_double() => Check.Sample(GenRows, rows =>
    {
        var (logProbabilities, entropies) = LogSoftmax(rows);

        for (var row = 0; row < rows.Count; row++)
        {
            var expected = LogSoftmax(Array.ConvertAll(rows.Logits[row], logit => (double)logit));
            for (var k = 0; k < rows.ActionCount; k++)
                Assert.Equal(expected[k], logProbabilities[k * rows.Count + row], 4e-6);
            Assert.Equal(-expected.Sum(logProbability => Math.Exp(logProbability) * logProbability), entropies[row], 2e-6);
        }
    });

    [Fact]
    public void The_gradient_is_that_of_finite_differences_in_double() => Check.Sample(GenRows, rows =>
    {
        const double h = 1e-5;
        const double scale = 0.25;
        var (columns, entropies) = LogSoftmax(rows);
        var chosen = new float[rows.Count];
        var logProbabilities = (float[])columns.Clone();

        Kernels.PolicyGradient(
            columns, entropies, Array.ConvertAll(rows.Actions, action => (float)action), rows.Advantages, (float)rows.EntropyCoefficient, (float)scale, chosen);

        for (var row = 0; row < rows.Count; row++)
        {
            Assert.Equal(logProbabilities[rows.Actions[row] * rows.Count + row], chosen[row]);
            for (var k = 0; k < rows.ActionCount; k++)
                Assert.Equal((Loss(row, k, h) - Loss(row, k, -h)) / (2 * h), columns[k * rows.Count + row], 5e-6);
        }

        double Loss(int row, int moved, double by)
        {
            var logits = Array.ConvertAll(rows.Logits[row], logit => (double)logit);
            logits[moved] += by;
            var logProbabilities = LogSoftmax(logits);
            var entropy = -logProbabilities.Sum(logProbability => Math.Exp(logProbability) * logProbability);
            return scale * (-logProbabilities[rows.Actions[row]] * rows.Advantages[row] - rows.EntropyCoefficient * entropy);
        }
    });

    [Theory]
    [InlineData(0f)]
    [InlineData(-1e38f)]
    [InlineData(1e38f)]
    public void An_impossible_action_has_no_share_of_entropy_or_gradient(float logit)
    {
        var rows = All([logit, float.NegativeInfinity, logit], action: 0, advantage: 2);
        var (columns, entropies) = LogSoftmax(rows);
        Assert.All(entropies, entropy => Assert.Equal(Math.Log(2), entropy, 1e-6));

        Kernels.PolicyGradient(columns, entropies, new float[rows.Count], rows.Advantages, 1, 1, new float[rows.Count]);

        Assert.All(columns[..rows.Count], element => Assert.Equal(-1, element, 1e-6));
        Assert.All(columns[rows.Count..(2 * rows.Count)], element => Assert.Equal(0, element));
        Assert.All(columns[(2 * rows.Count)..], element => Assert.Equal(1, element, 1e-6));
    }

    /// <summary>The action taken has none there either: 1 − p is 0 in float32.</summary>
    [Theory]
    [InlineData(-20f, true)]
    [InlineData(-30f, false)]
    [InlineData(-87f, false)]
    public void An_action_that_is_all_but_impossible_has_no_gradient_instead_of_a_subnormal_one(float logit, bool hasGradient)
    {
        var rows = All([0, logit], action: 0, advantage: 1e-3f);
        var (columns, entropies) = LogSoftmax(rows);

        Kernels.PolicyGradient(columns, entropies, new float[rows.Count], rows.Advantages, 0, 1, new float[rows.Count]);

        Assert.All(columns[..rows.Count], element => Assert.Equal(0, element));
        Assert.All(columns[rows.Count..], element => Assert.Equal(hasGradient, element != 0));
    }

    [Theory]
    [InlineData(float.NaN, 0f)]
    [InlineData(0f, float.NaN)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void A_row_that_is_no_distribution_is_NaN_and_its_neighbours_are_not(float first, float second)
    {
        var rows = All([1, 2], action: 0, advantage: 1);
        rows.Logits[1][0] = first;
        rows.Logits[1][1] = second;

        var (logProbabilities, entropies) = LogSoftmax(rows);

        for (var row = 0; row < rows.Count; row++)
        {
            Assert.Equal(row == 1, float.IsNaN(entropies[row]));
            Assert.Equal(row == 1, float.IsNaN(logProbabilities[row]));
            Assert.Equal(row == 1, float.IsNaN(logProbabilities[rows.Count + row]));
        }
    }

    [Fact]
    public void Lengths_that_do_not_agree_are_refused()
    {
        var (whole, odd) = (new float[Kernels.LaneCount], new float[Kernels.LaneCount + 1]);

        Assert.Throws<ArgumentException>(() => Kernels.LogSoftmax(odd, odd));
        Assert.Throws<ArgumentException>(() => Kernels.LogSoftmax(odd, whole));
        Assert.Throws<ArgumentException>(() => Kernels.LogSoftmax([], []));
        Assert.Throws<ArgumentException>(() => Kernels.PolicyGradient(odd, whole, whole, whole, 0, 1, whole));
        Assert.Throws<ArgumentException>(() => Kernels.PolicyGradient(whole, whole, odd, whole, 0, 1, whole));
        Assert.Throws<ArgumentException>(() => Kernels.PolicyGradient(whole, whole, whole, odd, 0, 1, whole));
        Assert.Throws<ArgumentException>(() => Kernels.PolicyGradient(whole, whole, whole, whole, 0, 1, odd));
    }

    private Rows All(float[] logits, int action, float advantage)
    {
        var count = 2 * Kernels.LaneCount;
        return new Rows(
            [.. Enumerable.Range(0, count).Select(_ => (float[])logits.Clone())],
            [.. Enumerable.Repeat(action, count)],
            [.. Enumerable.Repeat(advantage, count)],
            EntropyCoefficient: 0);
    }

    private (float[] LogProbabilities, float[] Entropies) LogSoftmax(Rows rows)
    {
        var columns = rows.Columns;
        var entropies = new float[rows.Count];
        Kernels.LogSoftmax(columns, entropies);
        return (columns, entropies);
    }

    private static double[] LogSoftmax(double[] logits)
    {
        var logSum = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max())));
        return Array.ConvertAll(logits, logit => logit - logSum);
    }
}

public class PolicyKernelsIn512BitsSpecs : PolicyKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[0];
}

public class PolicyKernelsIn256BitsSpecs : PolicyKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[1];
}

public class PolicyKernelsIn128BitsSpecs : PolicyKernelsSpecs
{
    private protected override NetworkKernels Kernels => NetworkKernels.All[2];
}
