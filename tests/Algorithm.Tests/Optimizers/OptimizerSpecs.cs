using System.Runtime.InteropServices;
using ActorCritic.Distributed.Algorithm.Optimizers;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>The steps of every optimizer, and one table worked by hand for each.</summary>
public class OptimizerSpecs
{
    [Fact]
    public void RmsProp_follows_a_table_worked_by_hand()
    {
        // α = 3/4, ε = 3/4, η = 1/2. Step 1, Δθ = 1: g = 1/4, θ = 1 − ½·1/√(1/4 + 3/4) = 1/2
        // (with ε outside the root it would be 1 − ½/(1/2 + 3/4) = 3/5).
        // Step 2, Δθ = −1/2: g = 3/16 + 1/16 = 1/4, θ = 1/2 + ½·½/√1 = 3/4.
        var optimizer = new RmsProp(new RmsPropOptions { Decay = 0.75, Epsilon = 0.75 }, 1);
        float[] parameters = [1];

        optimizer.Step(parameters, [1], 0.5f);
        Assert.Equal(0.5f, parameters[0]);

        optimizer.Step(parameters, [-0.5f], 0.5f);
        Assert.Equal(0.75f, parameters[0]);
    }

    [Fact]
    public void Adam_follows_a_table_worked_by_hand()
    {
        // β₁ = β₂ = 1/2, ε = 1, η = 1. Step 1: m = 3/2, m̂ = 3; v = 9/2, v̂ = 9; θ = 0 − 3/(3 + 1) = −3/4.
        // Step 2, Δθ = −3: m = 3/4 − 3/2 = −3/4, m̂ = −1; v = 9/4 + 9/2 = 27/4, v̂ = 9; θ = −3/4 + 1/4 = −1/2.
        var optimizer = new Adam(new AdamOptions { Beta1 = 0.5, Beta2 = 0.5, Epsilon = 1 }, 1);
        float[] parameters = [0];

        optimizer.Step(parameters, [3], 1);
        Assert.Equal(-0.75, parameters[0], 1e-6);

        optimizer.Step(parameters, [-3], 1);
        Assert.Equal(-0.5, parameters[0], 1e-6);
    }

    [Fact]
    public void Sgd_follows_a_table_worked_by_hand()
    {
        // μ = 1/2. b: 4, 2 + 2 = 4, 2 − 6 = −4; θ with η = 1/4, 1/2, 1: 8 − 1 = 7, 7 − 2 = 5, 5 + 4 = 9.
        // The new η applies to the old velocity.
        var optimizer = new Sgd(new SgdOptions { Momentum = 0.5 }, 1);
        float[] parameters = [8];

        optimizer.Step(parameters, [4], 0.25f);
        Assert.Equal(7, parameters[0]);
        optimizer.Step(parameters, [2], 0.5f);
        Assert.Equal(5, parameters[0]);
        optimizer.Step(parameters, [-6], 1);
        Assert.Equal(9, parameters[0]);
    }

    [Fact]
    public void Every_element_follows_the_formula_of_the_paper()
    {
        Check.Sample(Gen.Select(OptimizerSamples.AnyOptions, OptimizerSamples.AnyGradients, Gen.Double[1e-4, 0.1]), (options, gradients, learningRate) =>
        {
            var count = gradients[0].Length;
            var optimizer = options.CreateOptimizer(count);
            var literal = gradients[0].Select(_ => LiteralUpdate.Of(options)).ToArray();
            var (parameters, expected, scale) = (new float[count], new double[count], new double[count]);

            foreach (var gradient in gradients)
            {
                optimizer.Step(parameters, gradient, (float)learningRate);
                for (var i = 0; i < count; i++)
                {
                    expected[i] -= literal[i].Next(Math.Abs(gradient[i]) < 1e-16f ? 0 : gradient[i], learningRate);
                    scale[i] += literal[i].Scale;
                    var error = Math.Abs(expected[i] - parameters[i]);
                    Assert.True(
                        error <= 4e-6 * scale[i] + 1e-28, $"{options}: element {i} of {count} is off by {error:E2}, scale {scale[i]:E2}");
                }
            }
        });
    }

    [Fact]
    public void An_element_gets_the_same_bits_wherever_it_stands()
    {
        // So a run can be replayed bit for bit on a machine with wider or narrower vectors.
        Check.Sample(Gen.Select(OptimizerSamples.AnyOptions, OptimizerSamples.AnyGradients), (options, gradients) =>
        {
            var count = gradients[0].Length;
            var together = new float[count];
            var optimizer = options.CreateOptimizer(count);
            foreach (var gradient in gradients)
                optimizer.Step(together, gradient, 0.01f);

            for (var i = 0; i < count; i++)
            {
                var alone = new float[1];
                var ofOne = options.CreateOptimizer(1);
                foreach (var gradient in gradients)
                    ofOne.Step(alone, [gradient[i]], 0.01f);

                Assert.Equal(BitConverter.SingleToInt32Bits(together[i]), BitConverter.SingleToInt32Bits(alone[0]));
            }
        });
    }

    [Fact]
    public void A_step_beside_the_parameters_leaves_them_and_gives_the_bits_of_one_in_place()
    {
        Check.Sample(Gen.Select(OptimizerSamples.AnyOptions, OptimizerSamples.AnyGradients), (options, gradients) =>
        {
            var count = gradients[0].Length;
            var (inPlace, beside) = (options.CreateOptimizer(count), options.CreateOptimizer(count));
            var (moved, parameters) = (new float[count], new float[count]);
            foreach (var gradient in gradients)
            {
                var before = parameters.ToArray();
                var updated = new float[count];
                Array.Fill(updated, float.NaN);
                beside.Step(parameters, gradient, 0.01f, updated);
                inPlace.Step(moved, gradient, 0.01f);

                Assert.Equal(before, parameters);
                Assert.True(MemoryMarshal.AsBytes<float>(moved).SequenceEqual(MemoryMarshal.AsBytes<float>(updated)));
                parameters = updated;
            }
        });
    }

    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void A_parameter_without_a_gradient_stays(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(11);
        var parameters = Enumerable.Range(1, 11).Select(i => (float)i).ToArray();

        for (var step = 0; step < 3; step++)
            optimizer.Step(parameters, new float[11], 0.1f);

        Assert.Equal(Enumerable.Range(1, 11).Select(i => (float)i), parameters);
    }

    /// <summary>There it would stay for ever, and every step would take ten times as long.</summary>
    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void A_statistic_that_no_gradient_feeds_any_more_ends_at_zero_and_is_never_subnormal(OptimizerOptions options)
    {
        const int Count = 11;
        var optimizer = options.CreateOptimizer(Count);
        var parameters = new float[Count];
        optimizer.Step(parameters, [.. Enumerable.Range(1, Count).Select(i => 1e-4f * i)], 0.1f);

        for (var step = 0; step < 70_000; step++)
        {
            optimizer.Step(parameters, new float[Count], 0.1f);
            if (step % 100 == 0)
                Assert.All(Statistics(), statistic => Assert.False(float.IsSubnormal(statistic)));
        }

        Assert.All(Statistics(), statistic => Assert.Equal(0, statistic));

        IEnumerable<float> Statistics() => optimizer.ExportState().Vectors.SelectMany(vector => vector.Values);
    }

    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void A_gradient_whose_square_would_be_subnormal_counts_as_zero_and_one_that_is_not_a_number_does_not(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(3);
        var parameters = new float[3];

        optimizer.Step(parameters, [9e-17f, 2e-16f, float.NaN], 0.1f);

        Assert.All(optimizer.ExportState().Vectors, vector => Assert.True(vector.Values is [0, > 0, float.NaN], string.Join(", ", vector.Values)));
        Assert.True(float.IsNaN(parameters[2]));
    }

    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void At_learning_rate_0_only_the_statistics_move(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(3);
        float[] parameters = [1, 2, 3];

        optimizer.Step(parameters, [1, -1, 2], 0);

        Assert.Equal([1, 2, 3], parameters);
        Assert.Equal(1, optimizer.StepCount);
        Assert.All(optimizer.ExportState().Vectors, vector => Assert.DoesNotContain(0, vector.Values));
    }

    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void Descends_into_the_valley(OptimizerOptions options)
    {
        // loss = ½ Σ kᵢ (θᵢ − 1)², of curvatures from 0.1 to 10.
        float[] curvatures = [0.1f, 0.5f, 1, 2, 5, 10];
        var optimizer = options.CreateOptimizer(6);
        var parameters = new float[6];
        var gradient = new float[6];

        for (var step = 0; step < 3000; step++)
        {
            for (var i = 0; i < 6; i++)
                gradient[i] = curvatures[i] * (parameters[i] - 1);
            optimizer.Step(parameters, gradient, 0.01f * (1 - step / 3000f));
        }

        Assert.All(parameters, parameter => Assert.Equal(1, parameter, 0.01));
    }

    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
    public void A_step_allocates_nothing(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(4675);
        var (parameters, gradient) = (new float[4675], new float[4675]);
        optimizer.Step(parameters, gradient, 0.01f);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 10; step++)
            optimizer.Step(parameters, gradient, 0.01f);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
