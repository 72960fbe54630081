using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class RunPromisesSpecs
{
    private const string Run = "run";
    private readonly RunPromises _promises = new(TrainingMode.Async, workersPerNode: 2);

    public RunPromisesSpecs() => _promises.TermBegan("learner", Run, term: 1, version: 0);

    [Fact]
    public void A_run_in_which_each_gradient_leads_to_the_next_version_keeps_its_promises()
    {
        Apply(1, sequence: 1);
        Apply(2, sequence: 2);
        _promises.TermBegan("standby-1", Run, term: 2, version: 1);
        Apply(2, sequence: 3, term: 2, node: "standby-1");

        Assert.Empty(_promises.Violations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(3)]
    public void A_version_that_does_not_follow_the_one_before_is_named(long version)
    {
        Apply(1, sequence: 1);
        Apply(version, sequence: 2);

        AssertViolated($"in term 1 version {version} came after version 1.");
    }

    [Fact]
    public void The_gradients_of_a_synchronous_round_share_a_version()
    {
        var promises = new RunPromises(TrainingMode.Sync, workersPerNode: 2);
        promises.TermBegan("learner", Run, term: 1, version: 4);
        promises.GradientApplied("learner", Run, 1, new GradientKey("worker-1", 0, 1), 5, areParametersFinite: true);
        promises.GradientApplied("learner", Run, 1, new GradientKey("worker-1", 1, 2), 5, areParametersFinite: true);
        Assert.Empty(promises.Violations);

        promises.GradientApplied("learner", Run, 1, new GradientKey("worker-1", 0, 3), 7, areParametersFinite: true);
        Assert.Single(promises.Violations);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void A_worker_that_may_have_several_gradients_in_flight_is_held_to_that_number(long submitted, bool isKept)
    {
        var promises = new RunPromises(TrainingMode.Async, workersPerNode: 2, gradientsInFlight: 4);

        promises.Progressed("worker-1", NodeProgressed.Start with { Submitted = submitted });

        Assert.Equal(isKept, promises.Violations.Count == 0);
    }

    [Fact]
    public void A_gradient_that_is_applied_twice_is_named_also_if_another_learner_does_it()
    {
        Apply(1, sequence: 1);
        _promises.TermBegan("standby-1", Run, term: 2, version: 0);
        Apply(1, sequence: 1, term: 2, node: "standby-1");

        AssertViolated("gradient 1 of worker 0 of worker-1 was applied twice, the second time on standby-1 in term 2.");
    }

    [Fact]
    public void Parameters_that_are_not_finite_are_named_once()
    {
        _promises.GradientApplied("learner", Run, 1, new GradientKey("worker-1", 0, 1), 1, areParametersFinite: false);
        _promises.GradientApplied("learner", Run, 1, new GradientKey("worker-1", 0, 2), 2, areParametersFinite: false);

        AssertViolated("version 1 of term 1 holds numbers that are not finite.");
    }

    [Fact]
    public void Two_learners_in_one_term_are_named()
    {
        _promises.TermBegan("standby-1", Run, term: 1, version: 0);

        AssertViolated("two learners of run were in term 1: one on learner, one on standby-1.");
    }

    [Theory]
    [InlineData(5, 3, 0, 0, true)]
    [InlineData(6, 3, 0, 0, false)]
    [InlineData(3, 2, 1, 1, false)]
    public void A_node_has_no_more_gradients_under_way_than_workers(long submitted, long applied, long rejected, long lost, bool isKept)
    {
        _promises.Progressed("worker-1", new NodeProgressed(0, submitted, applied, rejected, lost, 0, 0));

        Assert.Equal(isKept, _promises.Violations.Count == 0);
    }

    [Fact]
    public void At_the_end_every_submitted_gradient_of_a_node_must_have_come_to_something()
    {
        Apply(1, sequence: 1);
        _promises.Progressed("worker-1", new NodeProgressed(0, Submitted: 2, Applied: 1, Rejected: 0, Lost: 0, 0, 0));
        _promises.RunEnded(summary: null, completed: ["worker-1"]);

        Assert.Contains("at the end worker-1 has submitted 2 gradients, which is not 1 applied + 0 rejected + 0 lost.", _promises.Violations);
        Assert.Contains("no learner brought the run to its end.", _promises.Violations);
    }

    [Fact]
    public void A_node_hears_of_no_more_gradients_than_the_learners_decided_on()
    {
        Apply(1, sequence: 1);
        _promises.GradientRejected("learner", Run, 1, "worker-1", GradientRejectionReason.TooStale);
        _promises.Progressed("worker-1", new NodeProgressed(0, Submitted: 4, Applied: 2, Rejected: 2, Lost: 0, 0, 0));
        _promises.RunEnded(summary: null, completed: []);

        Assert.Contains("worker-1 heard of 2 applied gradients, and the learners applied 1 of it.", _promises.Violations);
        Assert.Contains("worker-1 heard of 2 rejected gradients, and the learners rejected 1 of it.", _promises.Violations);
    }

    [Fact]
    public void The_learners_decide_on_no_gradient_that_was_never_submitted()
    {
        Apply(1, sequence: 1);
        Apply(2, sequence: 2);
        _promises.Progressed("worker-1", new NodeProgressed(0, Submitted: 1, Applied: 1, Rejected: 0, Lost: 0, 0, 0));
        _promises.RunEnded(summary: null, completed: ["worker-1"]);

        Assert.Contains("the learners decided on 2 gradients of worker-1, which submitted 1.", _promises.Violations);
    }

    private void Apply(long version, long sequence, long term = 1, string node = "learner") =>
        _promises.GradientApplied(node, Run, term, new GradientKey("worker-1", 0, sequence), version, areParametersFinite: true);

    private void AssertViolated(string sentence) => Assert.Equal(sentence, Assert.Single(_promises.Violations));
}
