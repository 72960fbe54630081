using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>The state's fields and their limits are those of <see cref="LearnerStateReplicated"/>, which every other spec of messages covers.</summary>
public sealed class LearnerStateEncodingSpecs
{
    private static readonly LearnerState State = MessageSamples.State;

    [Fact]
    public void A_state_comes_back_as_it_went() => Assert.Equal(State, LearnerStateEncoding.Read(LearnerStateEncoding.Write(State)));

    [Fact]
    public void A_state_before_the_first_evaluation_and_the_first_episode_comes_back_as_it_went()
    {
        var early = State with
        {
            Plan = "",
            Optimizer = new OptimizerSnapshot("sgd", 0, []),
            Statistics = State.Statistics with { LastEpisodes = [], StalenessHistogram = [], Rejections = [], LastEvaluation = null },
            Evaluations = new EvaluationScheduleState(NextNumber: 0, Skipped: 0, LastScheduledVersion: -1, NextAt: 10, []),
            Stopping = new StoppingState(Candidate: null, Solved: null),
        };

        Assert.Equal(early, LearnerStateEncoding.Read(LearnerStateEncoding.Write(early)));
    }

    [Fact]
    public void Sums_that_overflowed_do_not_cost_the_run_its_state()
    {
        var row = State.Statistics.Row with { ValueLoss = double.PositiveInfinity, PolicyLoss = double.NaN };
        var state = State with { Statistics = State.Statistics with { Row = row } };

        Assert.Equal(state, LearnerStateEncoding.Read(LearnerStateEncoding.Write(state)));
    }

    [Fact]
    public void Bytes_that_are_no_state_are_refused_as_such() =>
        Assert.Equal(nameof(LearnerState), Assert.Throws<MalformedMessageException>(() => LearnerStateEncoding.Read([0xFF, 0xFF])).MessageType);

    [Fact]
    public void A_field_that_breaks_a_rule_is_named()
    {
        var exception = Assert.Throws<MalformedMessageException>(
            () => LearnerStateEncoding.Read(LearnerStateEncoding.Write(State with { NextWorker = -1 })));

        Assert.Equal((nameof(LearnerState), nameof(LearnerState.NextWorker)), (exception.MessageType, exception.Field));
    }

    [Theory]
    [InlineData(3, 4201, true)]
    [InlineData(4, 1, true)]
    [InlineData(3, 4200, false)]
    [InlineData(3, 4199, false)]
    [InlineData(2, 9000, false)]
    public void The_newer_state_is_that_of_the_higher_term_and_then_of_the_higher_version(long term, long version, bool newer)
    {
        var other = State with { Term = term, Parameters = State.Parameters with { Version = version } };

        Assert.Equal(newer, other.IsNewerThan(State));
    }
}
