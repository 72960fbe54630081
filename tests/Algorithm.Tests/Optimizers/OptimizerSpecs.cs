using System.Runtime.InteropServices;
using ActorCritic.Distributed.Algorithm.Optimizers;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>What holds for every optimizer, and one table worked by hand for each.</summary>
public class OptimizerSpecs
{
    private static readonly Gen<OptimizerOptions> GenOptions = Gen.OneOf<OptimizerOptions>(
        from decay in Gen.Double[0, 0.999]
        from exponent in Gen.Double[-8, -1]
        select (OptimizerOptions)new RmsPropOptions { Decay = decay, Epsilon = Math.Pow(10, exponent) },
        from beta1 in Gen.Double[0, 0.99]
        from beta2 in Gen.Double[0, 0.9999]
        from exponent in Gen.Double[-8, -1]
        select (OptimizerOptions)new AdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = Math.Pow(10, exponent) },
        from momentum in Gen.Double[0, 0.99]
        select (OptimizerOptions)new SgdOptions { Momentum = momentum });

    /// <summary>Gradients of several steps of one vector, of lengths that are and are not whole hardware vectors.</summary>
    private static readonly Gen<float[][]> GenGradients =
        from parameterCount in Gen.Int[1, 40]
        from gradients in Gen.Float[-3, 3].Array[parameterCount].Array[1, 8]
        select gradients;

    public static TheoryData<OptimizerOptions> Kinds { get; } =
        new(new RmsPropOptions(), new AdamOptions(), new SgdOptions { Momentum = 0.9 });

    // ---- The rules

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
        Check.Sample(Gen.Select(GenOptions, GenGradients, Gen.Double[1e-4, 0.1]), (options, gradients, learningRate) =>
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
        Check.Sample(Gen.Select(GenOptions, GenGradients), (options, gradients) =>
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
        Check.Sample(Gen.Select(GenOptions, GenGradients), (options, gradients) =>
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
    public void A_gradient_whose_square_would_be_subnormal_counts_as_zero_and_one_that_is_not_a_number_does_not(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(3);
        var parameters = new float[3];

        optimizer.Step(parameters, [9e-17f, 2e-16f, float.NaN], 0.1f);

        Assert.All(optimizer.ExportState().Vectors, vector => Assert.True(vector.Values is [0, > 0, float.NaN], string.Join(", ", vector.Values)));
        Assert.True(float.IsNaN(parameters[2]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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

    // ---- The state

    [Fact]
    public void A_restored_optimizer_continues_bit_for_bit()
    {
        Check.Sample(Gen.Select(GenOptions, GenGradients, Gen.Int[0, 8]), (options, gradients, when) =>
        {
            var count = gradients[0].Length;
            var split = Math.Min(when, gradients.Length);
            var original = options.CreateOptimizer(count);
            var parameters = new float[count];
            foreach (var gradient in gradients[..split])
                original.Step(parameters, gradient, 0.01f);

            var state = original.ExportState();
            var restoredParameters = parameters.ToArray();
            foreach (var gradient in gradients[split..])
                original.Step(parameters, gradient, 0.01f);

            // Restored only now, into one that has been somewhere else: the state must be a copy, and all of it.
            var restored = options.CreateOptimizer(count);
            restored.Step(new float[count], gradients[^1], 0.5f);
            restored.RestoreState(state);
            Assert.Equal(split, restored.StepCount);
            foreach (var gradient in gradients[split..])
                restored.Step(restoredParameters, gradient, 0.01f);

            Assert.Equal(parameters.Select(BitConverter.SingleToInt32Bits), restoredParameters.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(original.StepCount, restored.StepCount);
        });
    }

    [Fact]
    public void The_state_goes_by_PyTorchs_names()
    {
        string[] NamesOf(OptimizerOptions options) => [.. options.CreateOptimizer(2).ExportState().Vectors.Select(vector => vector.Name)];

        Assert.Equal(["square_avg"], NamesOf(new RmsPropOptions()));
        Assert.Equal(["exp_avg", "exp_avg_sq"], NamesOf(new AdamOptions()));
        Assert.Equal(["momentum_buffer"], NamesOf(new SgdOptions()));
    }

    [Fact]
    public void A_state_of_another_kind_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Adam(new(), 3).RestoreState(new Sgd(new(), 3).ExportState()));

        Assert.Contains("'sgd'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'adam'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Adam(new(), 3).RestoreState(new Adam(new(), 4).ExportState()));

        Assert.Contains("4 elements and the optimizer has 3 parameters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_with_a_vector_missing_changes_nothing()
    {
        var optimizer = new Adam(new(), 2);
        optimizer.Step(new float[2], [1, 2], 0.01f);
        var before = optimizer.ExportState();
        var half = new OptimizerState("adam", 7, [new OptimizerStateVector("exp_avg", [9, 9])]);

        var error = Assert.Throws<ArgumentException>(() => optimizer.RestoreState(half));

        Assert.Contains("no vector 'exp_avg_sq'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, optimizer.StepCount);
        Assert.Equal(before.Vectors[0].Values, optimizer.ExportState().Vectors[0].Values.AsEnumerable());
    }

    [Fact]
    public void A_negative_step_count_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OptimizerState("adam", -1, []));

    // ---- The door

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wrong_lengths_are_refused_and_change_nothing(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(3);
        float[] parameters = [1, 2, 3];

        var gradientError = Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, [1, 2], 0.1f));
        var parameterError = Assert.Throws<ArgumentException>(() => optimizer.Step(new float[4], [1, 2, 3], 0.1f));
        var roomError = Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, [1, 2, 3], 0.1f, new float[2]));

        Assert.Equal("gradient", gradientError.ParamName);
        Assert.Contains("2 elements and there are 3 parameters", gradientError.Message, StringComparison.Ordinal);
        Assert.Equal("parameters", parameterError.ParamName);
        Assert.Contains("4 parameters and the optimizer was made for 3", parameterError.Message, StringComparison.Ordinal);
        Assert.Equal("updated", roomError.ParamName);
        Assert.Contains("room for 2 updated parameters and there are 3", roomError.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], parameters);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Updated_parameters_that_would_overwrite_others_before_their_turn_are_refused(OptimizerOptions options)
    {
        var optimizer = options.CreateOptimizer(3);
        float[] memory = [1, 2, 3, 4];

        var error = Assert.Throws<ArgumentException>(() => optimizer.Step(memory.AsSpan(0, 3), [1, 2, 3], 0.1f, memory.AsSpan(1, 3)));

        Assert.Contains("lie 1 element(s) beside the parameters", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4], memory);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Theory]
    [InlineData(-1e-9f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_learning_rate_that_is_negative_or_not_finite_is_refused(float learningRate)
    {
        var optimizer = new RmsProp(new(), 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Step(new float[1], [1], learningRate));
        Assert.Equal(0, optimizer.StepCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_defaults_are_valid_and_an_optimizer_needs_a_parameter(OptimizerOptions options)
    {
        Assert.Empty(options.Violations());
        Assert.Equal(5, options.CreateOptimizer(5).ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.CreateOptimizer(0));
    }

    [Fact]
    public void All_violations_are_listed_at_once()
    {
        var options = new AdamOptions { Beta1 = 1, Beta2 = -0.5, Epsilon = 0 };

        Assert.Equal(
            [
                "Adam's beta1 is 1; it must be at least 0 and below 1.",
                "Adam's beta2 is -0.5; it must be at least 0 and below 1.",
                "Adam's epsilon is 0; it must be above 0 (as a float32) and at most 1.",
            ],
            options.Violations());
        var error = Assert.Throws<ArgumentException>(() => options.CreateOptimizer(3));
        Assert.All(options.Violations(), violation => Assert.Contains(violation, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(double.NaN, 1e-5, 1)]
    [InlineData(1, 1e-5, 1)]
    [InlineData(0.999999999999, 1e-5, 1)] // 1 in float32
    [InlineData(0.99, double.NaN, 1)]
    [InlineData(0.99, 1.5, 1)]
    [InlineData(0.99, 1e-50, 1)] // 0 in float32
    [InlineData(-1, -1, 2)]
    [InlineData(0, 1, 0)]
    public void RmsProp_checks_both_constants(double decay, double epsilon, int violations) =>
        Assert.Equal(violations, new RmsPropOptions { Decay = decay, Epsilon = epsilon }.Violations().Count);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.999, 0)]
    [InlineData(1, 1)]
    [InlineData(-0.1, 1)]
    [InlineData(double.NaN, 1)]
    public void Sgd_checks_its_momentum(double momentum, int violations) =>
        Assert.Equal(violations, new SgdOptions { Momentum = momentum }.Violations().Count);
}
