using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Learner.Evaluation;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Evaluation;

public sealed class EvaluationScheduleSpecs
{
    private const int Backlog = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Now = SampleRun.Start;

    private readonly SharedParameters _parameters = new([1f], new SgdOptions().CreateOptimizer(1));
    private readonly EvaluationSchedule _evaluations = Create();

    [Fact]
    public void The_first_version_at_or_past_each_multiple_of_the_interval_is_evaluated()
    {
        // 40, 80, 120, 160, 200 steps: the multiples of 100 are reached at versions 3 and 5.
        Train(versions: 5, steps: 40);

        Assert.Equal([3L, 5L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void The_initial_parameters_are_not_evaluated() => Assert.Null(_evaluations.Start(Now));

    [Fact]
    public void A_version_that_passes_several_multiples_is_evaluated_once()
    {
        Train(versions: 1, steps: 350);
        Train(versions: 1, steps: 49);

        Assert.Equal([1L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void One_evaluation_is_played_at_a_time()
    {
        Train(versions: 2, steps: 100);

        Assert.Equal(1, _evaluations.Start(Now)?.Parameters.Version);
        Assert.Null(_evaluations.Start(Now));
        Assert.NotNull(_evaluations.Finish(round: 0, version: 1));
        Assert.Equal(2, _evaluations.Start(Now)?.Parameters.Version);
    }

    [Fact]
    public void A_request_holds_the_parameters_of_its_own_version()
    {
        Train(versions: 2, steps: 100);

        Assert.Equal([0.5f], _evaluations.Start(Now)!.Parameters.Values.Span.ToArray());
        Assert.Equal([0f], _parameters.Values.ToArray());
    }

    [Fact]
    public void A_confirmation_comes_before_everything_else_with_the_same_policy_and_other_seeds()
    {
        Train(versions: 2, steps: 100);
        var first = Play();

        _evaluations.Confirm(first);

        var confirmation = Play();
        Assert.Equal((first.Number, 1), (confirmation.Number, confirmation.Round));
        Assert.Same(first.Parameters, confirmation.Parameters);
        Assert.NotEqual(first.Seed, confirmation.Seed);
        Assert.Equal(2, Play().Parameters.Version);
    }

    [Fact]
    public void A_failed_evaluation_is_repeated_with_the_same_seed_before_everything_else()
    {
        Train(versions: 2, steps: 100);
        var failed = Play();

        _evaluations.Repeat(failed);

        Assert.Equal(failed, _evaluations.Start(Now));
    }

    [Fact]
    public void When_too_many_wait_the_newest_is_left_out_and_counted()
    {
        Train(versions: 6, steps: 100);

        Assert.Equal(3, _evaluations.Skipped);
        Assert.Equal(Backlog, _evaluations.Pending);
        Assert.Equal([1L, 2L, 3L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void The_one_that_is_being_played_does_not_count_as_waiting()
    {
        Train(versions: 1, steps: 100);
        _evaluations.Start(Now);
        Train(versions: Backlog, steps: 100);

        Assert.Equal(0, _evaluations.Skipped);
        Assert.Equal(Backlog + 1, _evaluations.Pending);
    }

    [Fact]
    public void An_evaluation_that_was_left_out_does_not_change_the_seeds_of_the_others()
    {
        // One schedule is served between the versions and skips nothing, the other must leave out version 4.
        var served = Create();
        for (var version = 0; version < 5; version++)
        {
            Train(versions: 1, steps: 100);
            served.VersionReached(_parameters);
            if (version == 3)
                Play();
            if (version < 4)
                Play(served);
        }

        for (var i = 0; i < Backlog - 1; i++)
            Play();

        Assert.Equal(1, _evaluations.Skipped);
        Assert.Equal(Play(served), Play());
    }

    [Fact]
    public void The_last_version_of_a_run_is_evaluated_whatever_the_interval()
    {
        Train(versions: 1, steps: 100);
        Train(versions: 1, steps: 1);
        _evaluations.TrainingEnded(_parameters);

        Assert.Equal([1L, 2L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void The_last_version_is_not_evaluated_twice()
    {
        Train(versions: 1, steps: 100);
        _evaluations.TrainingEnded(_parameters);

        Assert.Equal([1L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void The_last_version_takes_the_place_of_the_last_that_waits_if_there_is_no_other()
    {
        Train(versions: 4, steps: 100);
        _evaluations.TrainingEnded(_parameters);

        Assert.Equal(2, _evaluations.Skipped);
        Assert.Equal([1L, 2L, 4L], VersionsInOrder(_evaluations));
    }

    [Fact]
    public void An_answer_to_nothing_that_is_being_played_is_nobodys()
    {
        Train(versions: 1, steps: 100);
        Assert.Null(_evaluations.Finish(round: 0, version: 1));
        _evaluations.Start(Now);

        Assert.Null(_evaluations.Finish(round: 1, version: 1));
        Assert.Null(_evaluations.Finish(round: 0, version: 2));
        Assert.NotNull(_evaluations.Finish(round: 0, version: 1));
        Assert.Null(_evaluations.Finish(round: 0, version: 1));
    }

    [Fact]
    public void An_evaluation_is_overdue_from_its_deadline_on()
    {
        Train(versions: 1, steps: 100);
        Assert.False(_evaluations.IsOverdue(Now + Timeout));
        _evaluations.Start(Now);

        Assert.False(_evaluations.IsOverdue(Now + Timeout - TimeSpan.FromTicks(1)));
        Assert.True(_evaluations.IsOverdue(Now + Timeout));
    }

    [Fact]
    public void Seeds_follow_from_the_runs_seed_the_number_and_the_round()
    {
        Train(versions: 2, steps: 100);
        Play();
        var second = Play();
        _evaluations.Confirm(second);

        Assert.Equal(new SeedSequence(7).Derive(SeedStream.Evaluation, 1, 0), second.Seed);
        Assert.Equal(new SeedSequence(7).Derive(SeedStream.Evaluation, 1, 1), Play().Seed);
    }

    [Theory]
    [InlineData(4, 100, 1, null)]
    [InlineData(3, 100, 1, "3 episodes and was asked for 4")]
    [InlineData(4, double.NaN, 1, "NaN")]
    [InlineData(4, 100, double.PositiveInfinity, "Infinity")]
    public void An_answer_must_be_to_the_question_and_in_numbers(int episodes, double mean, double deviation, string? fault)
    {
        Train(versions: 1, steps: 100);
        var result = SampleRun.Evaluated(version: 1, mean, episodes: episodes) with { ReturnDeviation = deviation };

        var found = Play().FaultIn(result);

        if (fault is null)
            Assert.Null(found);
        else
            Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_has_what_is_played_and_what_waits_in_the_order_in_which_it_is_played()
    {
        Train(versions: 3, steps: 100);
        Play();
        _evaluations.Confirm(new EvaluationRequest(Number: 0, Round: 0, _parameters.Snapshot() with { Version = 1 }, Episodes: 4, Seed: 1));
        _evaluations.Start(Now);

        var state = _evaluations.Export();

        Assert.Equal([(0, 1, 1L), (1, 0, 2L), (2, 0, 3L)], state.Pending.Select(item => (item.Number, item.Round, item.Parameters.Version)));
        Assert.Equal((3, 0L, 3L, 400L), (state.NextNumber, state.Skipped, state.LastScheduledVersion, state.NextAt));
        Assert.Equal([1L, 2L, 3L], VersionsInOrder(Create(state)));
    }

    [Fact]
    public void What_waits_is_left_out_of_a_state_and_counted_once_it_is_large()
    {
        // 30,000 parameters each: the first is always there, two more fit.
        var parameters = new SharedParameters(new float[30_000], new SgdOptions().CreateOptimizer(30_000));
        var evaluations = new EvaluationSchedule(100, episodes: 4, new SeedSequence(7), backlog: 5, Timeout);
        for (var i = 0; i < 4; i++)
        {
            parameters.Apply(new float[30_000], learningRate: 1, environmentSteps: 100);
            evaluations.VersionReached(parameters);
        }

        var state = evaluations.Export();
        var restored = new EvaluationSchedule(100, episodes: 4, new SeedSequence(7), backlog: 5, Timeout, state);
        restored.TrainingEnded(parameters);

        Assert.Equal([1L, 2L, 3L], state.Pending.Select(item => item.Parameters.Version));
        Assert.Equal((4, 1L, 0L), (state.NextNumber, state.Skipped, evaluations.Skipped));

        // The last version of a run is evaluated even if it was the one left out.
        Assert.Equal([1L, 2L, 3L, 4L], VersionsInOrder(restored));
    }

    [Fact]
    public void A_policy_larger_than_what_may_wait_is_in_the_state_if_it_is_next()
    {
        var parameters = new SharedParameters(new float[100_000], new SgdOptions().CreateOptimizer(100_000));
        var evaluations = Create();
        for (var i = 0; i < 3; i++)
        {
            parameters.Apply(new float[100_000], learningRate: 1, environmentSteps: 100);
            evaluations.VersionReached(parameters);
        }

        Assert.Equal([1L], evaluations.Export().Pending.Select(item => item.Parameters.Version));
        Assert.Equal(2, evaluations.Export().Skipped);
        Assert.Equal(0, evaluations.Skipped);
    }

    private static EvaluationSchedule Create(EvaluationScheduleState? restored = null) => new(interval: 100, episodes: 4, new SeedSequence(7), Backlog, Timeout, restored);

    private static List<long> VersionsInOrder(EvaluationSchedule evaluations)
    {
        var versions = new List<long>();
        while (evaluations.Start(Now) is { } request)
        {
            versions.Add(request.Parameters.Version);
            evaluations.Finish(request.Round, request.Parameters.Version);
        }

        Assert.Equal(0, evaluations.Pending);
        return versions;
    }

    private void Train(int versions, int steps)
    {
        for (var i = 0; i < versions; i++)
        {
            _parameters.Apply([0.5f], learningRate: 1, steps);
            _evaluations.VersionReached(_parameters);
        }
    }

    private EvaluationRequest Play() => Play(_evaluations);

    private static EvaluationRequest Play(EvaluationSchedule evaluations)
    {
        var request = evaluations.Start(Now)!;
        return evaluations.Finish(request.Round, request.Parameters.Version)!;
    }
}
