using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class TimeLimitSpecs
{
    private const int Left = 0;
    private const int Right = 1;

    private readonly float[] _observation = new float[2];

    [Fact]
    public void The_last_allowed_step_is_truncated_and_none_before()
    {
        var limited = Reset(maxEpisodeSteps: 4);

        Assert.Equal([false, false, false, true], Play(limited, Right, Left, Right, Left).Select(result => result.Truncated));
    }

    [Fact]
    public void A_last_allowed_step_that_terminates_has_both_flags()
    {
        var limited = Reset(maxEpisodeSteps: 3);

        Assert.Equal(
            [new(-0.01, false, false), new(-0.01, false, false), new StepResult(1, Terminated: true, Truncated: true)],
            Play(limited, Right, Right, Right));
    }

    [Fact]
    public void An_environment_that_truncates_itself_earlier_is_believed()
    {
        var limited = Reset(new TruncatesAtOnce());

        Assert.Equal(new StepResult(0.5, Terminated: false, Truncated: true), limited.Step(Right, _observation));
        Assert.Throws<InvalidOperationException>(() => limited.Step(Right, _observation));
    }

    [Fact]
    public void A_step_before_the_first_reset_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new TimeLimit(new Corridor()).Step(Right, _observation));

        Assert.Equal(
            "No episode of Corridor-v0 is running: it ended or was never started. Call Reset before the next Step.",
            exception.Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(200)]
    public void A_step_after_the_end_is_refused_until_the_next_reset(int maxEpisodeSteps)
    {
        var limited = Reset(maxEpisodeSteps);
        while (!limited.Step(Right, _observation).Ended)
        {
        }

        Assert.Throws<InvalidOperationException>(() => limited.Step(Right, _observation));
        limited.Reset(_observation);
        Assert.False(limited.Step(Right, _observation).Ended);
    }

    [Fact]
    public void A_reset_within_an_episode_starts_the_count_again()
    {
        var limited = Reset(maxEpisodeSteps: 3);
        Play(limited, Right, Left);
        limited.Reset(_observation);

        Assert.Equal([false, false, true], Play(limited, Right, Left, Right).Select(result => result.Truncated));
    }

    [Fact]
    public void After_a_step_that_threw_there_is_no_episode_to_go_on_with()
    {
        var limited = Reset(new ThrowsAtOnce());

        Assert.Throws<DivideByZeroException>(() => limited.Step(Right, _observation));
        Assert.Throws<InvalidOperationException>(() => limited.Step(Right, _observation));
    }

    private TimeLimit Reset(int maxEpisodeSteps) => Reset(new ShortCorridor(maxEpisodeSteps));

    private TimeLimit Reset(IEnvironment environment)
    {
        var limited = new TimeLimit(environment);
        limited.Reset(seed: 1, _observation);
        return limited;
    }

    private StepResult[] Play(TimeLimit limited, params int[] actions) => [.. actions.Select(action => limited.Step(action, _observation))];

    /// <summary>Starts at 0.5, so that three steps in one direction terminate.</summary>
    private sealed class ShortCorridor(int maxEpisodeSteps) : Corridor
    {
        public override EnvironmentSpec Spec { get; } = DefaultSpec with { MaxEpisodeSteps = maxEpisodeSteps };

        protected override double Start(Algorithm.Randomness.RandomGenerator generator) => 0.5;
    }

    private sealed class TruncatesAtOnce : Corridor
    {
        public override StepResult Step(int action, Span<float> observation) => new(0.5, Terminated: false, Truncated: true);
    }

    private sealed class ThrowsAtOnce : Corridor
    {
        public override StepResult Step(int action, Span<float> observation) => throw new DivideByZeroException();
    }
}
