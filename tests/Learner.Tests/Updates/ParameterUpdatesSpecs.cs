using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Learner.Updates;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Updates;

/// <summary>What becomes of gradients; the addresses of the nodes are their names.</summary>
public sealed class ParameterUpdatesSpecs
{
    private static readonly DateTimeOffset Now = SampleRun.Start;
    private static readonly LearnerOptions Synchronous = SampleRun.Options with { Training = SampleRun.Training with { Mode = TrainingMode.Sync } };

    private readonly Journal _journal = new();

    [Fact]
    public void A_gradient_is_applied_and_answered_after_the_parameters()
    {
        var (run, updates) = Start(SampleRun.Options, workers: 1);

        Assert.Equal(new UpdateOutcome(GradientFate.Applied), updates.Take(Gradient(), SampleRun.Node, mayApply: true, Now));

        Assert.Equal(1, run.Parameters.Version);
        Assert.Equal(["witness: applied 0/1 as 1", "node-a: parameters", "node-a: applied 0/1 as 1, staleness 0"], _journal.Entries);
    }

    [Fact]
    public void A_stale_gradient_is_answered_with_its_staleness()
    {
        var (_, updates) = Start(SampleRun.Options, workers: 2);
        updates.Take(Gradient(), SampleRun.Node, mayApply: true, Now);

        updates.Take(Gradient(worker: 1), SampleRun.Node, mayApply: true, Now);

        Assert.Equal("node-a: applied 1/1 as 2, staleness 1", _journal.Entries[^1]);
    }

    [Fact]
    public void A_refused_gradient_makes_no_version_and_brings_its_worker_the_newest_parameters()
    {
        var (run, updates) = Start(SampleRun.Options, workers: 1);

        var outcome = updates.Take(Gradient() with { Gradient = SampleRun.Vector(float.NaN) }, SampleRun.Node, mayApply: true, Now);

        Assert.Equal(new UpdateOutcome(GradientFate.Refused), outcome);
        Assert.Equal(0, run.Parameters.Version);
        Assert.Equal(["node-a: parameters", "node-a: rejected 0/1, NonFinite"], _journal.Entries);
        Assert.Equal([new RejectionCount(GradientRejectionReason.NonFinite, 1)], run.Statistics.Rejections);
    }

    [Fact]
    public void Refusals_in_a_row_end_the_run()
    {
        var (_, updates) = Start(SampleRun.Options with { FailureLimit = 2 }, workers: 1);
        StopDecision? Refuse(long sequence) =>
            updates.Take(Gradient(sequence) with { Gradient = SampleRun.Vector(float.NaN) }, SampleRun.Node, mayApply: true, Now).Stop;

        Assert.Null(Refuse(sequence: 1));
        Assert.Equal(TrainingOutcome.Failed, Refuse(sequence: 2)?.Outcome);
    }

    [Fact]
    public void While_no_version_may_be_made_gradients_are_held_and_then_taken_in_the_order_in_which_they_came()
    {
        var (run, updates) = Start(SampleRun.Options, workers: 2);

        Assert.Equal(GradientFate.Waits, updates.Take(Gradient(worker: 1), SampleRun.Node, mayApply: false, Now).Fate);
        Assert.Equal(GradientFate.Waits, updates.Take(Gradient(worker: 0), SampleRun.Node, mayApply: false, Now).Fate);
        Assert.Equal(0, run.Parameters.Version);
        Assert.Empty(_journal.Entries);

        Assert.Equal(new UpdateOutcome(GradientFate.Applied), updates.TakeHeld(Now));
        Assert.Equal("node-a: applied 1/1 as 1, staleness 0", _journal.Entries[^1]);
        Assert.Equal(new UpdateOutcome(GradientFate.Applied), updates.TakeHeld(Now));
        Assert.Equal("node-a: applied 0/1 as 2, staleness 1", _journal.Entries[^1]);
        Assert.Null(updates.TakeHeld(Now));
    }

    [Fact]
    public void A_held_gradient_is_admitted_when_its_turn_comes()
    {
        var (run, updates) = Start(SampleRun.Options, workers: 1);
        updates.Take(Gradient(), SampleRun.Node, mayApply: false, Now);
        run.Forget(SampleRun.Node);

        Assert.Equal(GradientFate.Refused, updates.TakeHeld(Now)?.Fate);
        Assert.Equal("node-a: rejected 0/1, UnknownWorker", _journal.Entries[^1]);
    }

    [Fact]
    public void More_than_two_for_each_that_may_be_in_flight_are_not_held()
    {
        var (run, updates) = Start(SampleRun.Options with { Training = SampleRun.Training with { GradientsInFlight = 2 } }, workers: 1);
        for (var sequence = 1; sequence <= 4; sequence++)
            Assert.Equal(GradientFate.Waits, updates.Take(Gradient(sequence), SampleRun.Node, mayApply: false, Now).Fate);

        var outcome = updates.Take(Gradient(sequence: 5), SampleRun.Node, mayApply: false, Now);

        Assert.Equal(new UpdateOutcome(GradientFate.Refused), outcome);
        Assert.Equal(["node-a: rejected 0/5, Overloaded"], _journal.Entries);
        Assert.Equal([new RejectionCount(GradientRejectionReason.Overloaded, 1)], run.Statistics.Rejections);
    }

    [Fact]
    public void A_round_waits_for_its_last_gradient_and_is_answered_in_the_order_of_the_workers()
    {
        var (run, updates) = Start(Synchronous, workers: 2);

        Assert.Equal(new UpdateOutcome(GradientFate.Waits), updates.Take(Gradient(worker: 1), SampleRun.Node, mayApply: true, Now));
        Assert.Empty(_journal.Entries);
        Assert.Equal(new UpdateOutcome(GradientFate.Applied), updates.Take(Gradient(worker: 0), SampleRun.Node, mayApply: true, Now));

        Assert.Equal(1, run.Parameters.Version);
        Assert.Equal(
            [
                "witness: applied 0/1 as 1",
                "node-a: parameters",
                "node-a: applied 0/1 as 1, staleness 0",
                "witness: applied 1/1 as 1",
                "node-a: parameters",
                "node-a: applied 1/1 as 1, staleness 0",
            ],
            _journal.Entries);
    }

    [Fact]
    public void A_complete_round_waits_for_as_long_as_no_version_may_be_made()
    {
        var (run, updates) = Start(Synchronous, workers: 1);
        run.Register(SampleRun.Registration("node-b"), Now);
        updates.Take(Gradient(), SampleRun.Node, mayApply: true, Now);
        run.Forget("node-b");

        Assert.False(updates.ApplyRound(mayApply: false, Now));
        Assert.Equal(0, run.Parameters.Version);
        Assert.True(updates.ApplyRound(mayApply: true, Now));
        Assert.Equal(1, run.Parameters.Version);
        Assert.False(updates.ApplyRound(mayApply: true, Now));
    }

    [Fact]
    public void A_node_that_has_no_address_any_more_gets_no_answer_and_its_gradient_counts()
    {
        var (run, updates) = Start(Synchronous, workers: 1);
        _journal.Left.Add(SampleRun.Node);

        Assert.Equal(GradientFate.Applied, updates.Take(Gradient(), SampleRun.Node, mayApply: true, Now).Fate);

        Assert.Equal(1, run.Parameters.Version);
        Assert.Equal(["witness: applied 0/1 as 1", "node-a: parameters"], _journal.Entries);
    }

    [Fact]
    public void Asynchronous_training_has_no_rounds()
    {
        var (_, updates) = Start(SampleRun.Options, workers: 1);

        Assert.False(updates.ApplyRound(mayApply: true, Now));
    }

    [Fact]
    public void After_the_end_every_gradient_is_refused_the_held_ones_too()
    {
        var (run, updates) = Start(SampleRun.Options, workers: 2);
        updates.Take(Gradient(worker: 0), SampleRun.Node, mayApply: false, Now);
        updates.Take(Gradient(worker: 1), SampleRun.Node, mayApply: false, Now);

        updates.RefuseHeldAfterTheEnd();
        updates.RefuseAfterTheEnd(Gradient(sequence: 2), SampleRun.Node);

        Assert.Equal(
            [
                "node-a: rejected 0/1, TrainingCompleted",
                "node-a: rejected 1/1, TrainingCompleted",
                "node-a: rejected 0/2, TrainingCompleted",
            ],
            _journal.Entries);
        Assert.Equal([new RejectionCount(GradientRejectionReason.TrainingCompleted, 3)], run.Statistics.Rejections);
        Assert.Null(updates.TakeHeld(Now));
    }

    private static SubmitGradient Gradient(long sequence = 1, int worker = 0) => SampleRun.Gradient(sequence, worker: worker);

    private (TrainingRun Run, ParameterUpdates<string> Updates) Start(LearnerOptions options, int workers)
    {
        var run = new TrainingRun(options, Now);
        run.Register(SampleRun.Registration(workers: workers), Now);
        return (run, new ParameterUpdates<string>(run, _journal, _journal));
    }

    /// <summary>Writes down what is said, in its order.</summary>
    private sealed class Journal : IGradientAnswers<string>, IRunWitness
    {
        public List<string> Entries { get; } = [];

        /// <summary>Nodes that have no address any more.</summary>
        public HashSet<string> Left { get; } = [];

        public bool TryFind(string node, [NotNullWhen(true)] out string? address)
        {
            address = Left.Contains(node) ? null : node;
            return address is not null;
        }

        public void PublishTo(string node) => Entries.Add($"{node}: parameters");

        public void Applied(SubmitGradient gradient, long version, long staleness, string address) =>
            Entries.Add($"{address}: applied {gradient.Worker}/{gradient.Sequence} as {version}, staleness {staleness}");

        public void Rejected(SubmitGradient gradient, GradientRejectionReason reason, string explanation, string address) =>
            Entries.Add($"{address}: rejected {gradient.Worker}/{gradient.Sequence}, {reason}");

        public void TermBegan(string run, long term, long version, long environmentSteps) => Entries.Add("witness: term");

        public void GradientApplied(SubmitGradient gradient, long version, long environmentSteps, ReadOnlySpan<float> parameters) =>
            Entries.Add($"witness: applied {gradient.Worker}/{gradient.Sequence} as {version}");

        public void GradientRejected(long term, SubmitGradient gradient, GradientRejectionReason reason) =>
            Entries.Add($"witness: rejected {gradient.Worker}/{gradient.Sequence}, {reason}");
    }
}
