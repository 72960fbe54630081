using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Learner.Tests;

public sealed class LearnerOptionsSpecs
{
    [Fact]
    public void Sound_options_have_no_violations() => Assert.Empty(SampleRun.Options.Violations());

    [Fact]
    public void Every_violation_is_named_at_once()
    {
        var options = SampleRun.Options with
        {
            Run = " ",
            Term = 0,
            Plan = new string('x', 65_537),
            Training = SampleRun.Training with { LearningRate = -1, RolloutLength = 0 },
            MetricsInterval = 0,
            MaxNodes = 0,
            MaxWorkers = 0,
            EvaluationBacklog = 0,
            FailureLimit = 0,
            FailurePatience = TimeSpan.FromSeconds(-1),
            StartWorkers = 0,
            RoundTimeout = TimeSpan.Zero,
            UnclippedGradientNormLimit = double.NaN,
            AcknowledgementTimeout = TimeSpan.Zero,
            EvaluationTimeout = TimeSpan.FromSeconds(-1),
            CompletionTimeout = TimeSpan.Zero,
            StallTimeout = TimeSpan.Zero,
            RateWindow = TimeSpan.Zero,
        };

        var violations = options.Violations();

        string[] named =
        [
            "Run", "Term", "Plan", "LearningRate", "RolloutLength", "MetricsInterval", "MaxNodes", "MaxWorkers", "EvaluationBacklog", "FailureLimit",
            "FailurePatience", "StartWorkers", "RoundTimeout", "UnclippedGradientNormLimit", "AcknowledgementTimeout", "EvaluationTimeout", "CompletionTimeout",
            "StallTimeout", "RateWindow",
        ];
        Assert.All(named, name => Assert.Contains(violations, violation => violation.StartsWith($"{name} is ", StringComparison.Ordinal)));
        Assert.Equal(named.Length, violations.Count);
        var exception = Assert.Throws<ArgumentException>(options.ThrowIfInvalid);
        Assert.All(violations, violation => Assert.Contains(violation, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_must_be_the_one_that_the_training_options_name()
    {
        var options = SampleRun.Options with { Environment = CartPole.Version0 };

        Assert.Contains("'CartPole-v0'", Assert.Single(options.Violations()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingMode.Sync, 4, null)]
    [InlineData(TrainingMode.Sync, 9, "StartWorkers is 9; it must be at most MaxWorkers, 8.")]
    [InlineData(TrainingMode.Async, 1, null)]
    [InlineData(TrainingMode.Async, 2, "StartWorkers is 2; only the mode Sync waits for workers, in others it must be 1.")]
    public void Only_synchronous_training_waits_for_workers_and_not_for_more_than_there_can_be(TrainingMode mode, int startWorkers, string? violation)
    {
        var options = SampleRun.Options with { Training = SampleRun.Training with { Mode = mode }, MaxWorkers = 8, StartWorkers = startWorkers };

        Assert.Equal(violation is null ? [] : [violation], options.Violations());
    }

    [Fact]
    public void A_gradient_whose_square_overflows_float32_cannot_be_allowed() =>
        Assert.Single((SampleRun.Options with { UnclippedGradientNormLimit = 1e20 }).Violations());
}
