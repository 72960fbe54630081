using ActorCritic.Distributed.Algorithm.Optimizers;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>What an optimizer remembers: given out, taken back, and refused where it does not fit.</summary>
public class OptimizerStateSpecs
{
    [Fact]
    public void A_restored_optimizer_continues_bit_for_bit()
    {
        Check.Sample(Gen.Select(OptimizerSamples.AnyOptions, OptimizerSamples.AnyGradients, Gen.Int[0, 8]), (options, gradients, when) =>
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
}
