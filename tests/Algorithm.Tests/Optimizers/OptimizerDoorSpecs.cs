using ActorCritic.Distributed.Algorithm.Optimizers;

namespace ActorCritic.Distributed.Algorithm.Tests.Optimizers;

/// <summary>What is refused: arguments of a step that make no sense, and options that are not valid.</summary>
public class OptimizerDoorSpecs
{
    [Theory]
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
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
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
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
    [MemberData(nameof(OptimizerSamples.Kinds), MemberType = typeof(OptimizerSamples))]
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
