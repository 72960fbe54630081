using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Training;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class LearnerLaunchSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NewestLearnerState _newest = new();
    private readonly List<string> _announced = [];
    private readonly List<long?> _opened = [];
    private readonly List<RunRecorder> _recorders = [];
    private readonly RunFolder _run;
    private readonly LearnerLaunch _launch;

    public LearnerLaunchSpecs()
    {
        Directory.CreateDirectory(_folder.In("first"));
        _run = RunFolder.At(_folder.In("first"));
        _launch = new LearnerLaunch(Request, EnvironmentCatalogue.CreateDefault(), _run, _newest, Open, _announced.Add);
    }

    public void Dispose()
    {
        _recorders.ForEach(recorder => recorder.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Without_a_state_a_new_run_begins_as_it_was_asked_for()
    {
        var start = Next();

        Assert.Null(start.Restored);
        Assert.Equal("first-3f9a1c", start.Options.Run);
        Assert.Equal(1, start.Options.Term);
        Assert.Same(Request.Training.Options, start.Options.Training);
        Assert.Equal(Request.Training.PlanJson, start.Options.Plan);
        Assert.Equal(Request.Training.PlanJson, File.ReadAllText(_run.PlanFile));
        Assert.True(start.Options.StopWhenSolved);
        Assert.Equal([null], _opened);
        Assert.Equal([$"A new run begins: {_run.Path}."], _announced);
    }

    [Fact]
    public void What_is_asked_for_beside_the_plan_holds_for_every_learner_of_the_process()
    {
        var first = Next().Options;
        _newest.Offer(SampleState.Of(term: 1, version: 10));
        var second = Next().Options;

        foreach (var options in new[] { first, second })
        {
            Assert.Equal(3, options.StartWorkers);
            Assert.Equal(7, options.ReplicateEvery);
            Assert.Equal(TimeSpan.FromSeconds(8), options.CheckpointInterval);
            Assert.Equal(TimeSpan.FromSeconds(9), options.StallTimeout);
        }
    }

    /// <summary>As long as it takes a node that was cut off to come back, and more.</summary>
    [Fact]
    public void A_cluster_is_not_given_up_the_moment_that_only_broken_workers_are_there() =>
        Assert.Equal(TimeSpan.FromSeconds(30), Next().Options.FailurePatience);

    [Fact]
    public void A_state_is_gone_on_from_with_the_runs_own_plan_under_the_next_term()
    {
        var state = SampleState.Of(term: 4, version: 1_234);
        _newest.Offer(state);

        var start = Next();

        Assert.Same(state, start.Restored);
        Assert.Equal(("run-1", 5), (start.Options.Run, start.Options.Term));
        Assert.Equal(0.125, start.Options.Training.LearningRate);
        Assert.Equal([2], start.Options.Training.HiddenSizes);
        Assert.False(start.Options.StopWhenSolved);
        Assert.Equal(SampleState.Plan, start.Options.Plan);
        Assert.Equal(SampleState.Plan, File.ReadAllText(_run.PlanFile));
        Assert.Equal([49_360L], _opened);
        Assert.Equal(
            ["The learner of run-1 is in this process now: it goes on from version 1,234 (49,360 steps), in term 5."], _announced);
        Assert.Equal(SampleState.Plan, _launch.Run!.Request.PlanJson);
    }

    [Fact]
    public void A_learner_that_comes_to_the_process_again_writes_on_in_the_same_journal()
    {
        Next();
        var journal = _launch.Run!.Journal;
        _newest.Offer(SampleState.Of(term: 1, version: 10));

        var second = Next();

        Assert.Equal(2, second.Options.Term);
        Assert.Same(journal, _launch.Run!.Journal);
        Assert.Equal([null], _opened);
    }

    [Fact]
    public void What_a_learner_leaves_stays_in_the_process()
    {
        var first = Next().Legacy!;
        var second = Next().Legacy!;

        Assert.Equal("kite/4711", first.Process);
        Assert.Same(_newest, first.Newest);

        // The crashes of one learner after the other are in one history, or none would ever be the last.
        Assert.Same(first.Crashes, second.Crashes);
    }

    [Fact]
    public void A_plan_that_this_version_cannot_read_breaks_the_takeover_off_with_its_fault()
    {
        _newest.Offer(SampleState.Of(term: 4, version: 10) with { Plan = """{ "warpFactor": 9 }""" });

        var fault = Assert.Throws<InvalidOperationException>(Next);

        Assert.StartsWith("the plan of run-1, line 1: there is no field 'warpFactor'", fault.Message, StringComparison.Ordinal);
        Assert.Null(_launch.Run);
        Assert.False(File.Exists(_run.PlanFile));
    }

    private static LearnerRequest Request { get; } = new()
    {
        Training = new TrainRequest
        {
            Options = SampleRun.Options,
            CommandLine = "actorcritic learner",
            PlanJson = PlanFile.Write(SampleRun.Options, untilSolved: true, "actorcritic learner", "1.0.0"),
        },
        Mark = 0x3F9A1C,
        Membership = new ClusterMembership { Host = "127.0.0.1" },
        StartWorkers = 3,
        ReplicateEvery = 7,
        CheckpointInterval = TimeSpan.FromSeconds(8),
        StallTimeout = TimeSpan.FromSeconds(9),
    };

    private LearnerStart Next() => _launch.Next("kite/4711", ActorRefs.Nobody);

    private RunRecorder Open(long? resumedAt)
    {
        _opened.Add(resumedAt);
        var recorder = new RunRecorder(_run, new FixedTimeProvider(default), failure => Assert.Fail(failure), resumedAt);
        _recorders.Add(recorder);
        return recorder;
    }
}
