using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Learner.Replication;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>Without serialisation: a message that the mapping would refuse is the one way to make the learner crash from outside.</summary>
public sealed class CrashSpecs : TestKit
{
    [Fact]
    public void A_learner_that_crashes_ends_the_run_and_does_not_start_again_with_empty_hands()
    {
        var observer = CreateTestProbe();
        var learner = Sys.ActorOf(LearnerActor.Props(SampleRun.Options, CreateTestProbe(), observer));
        var node = new SpecNode(SampleRun.Node, learner, CreateTestProbe());
        node.Register();
        node.Train(baseVersion: 0);
        Watch(learner);

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => node.Tell(node.Gradient(baseVersion: 1) with { Gradient = null! }));

        ExpectTerminated(learner);
        observer.ExpectMsg<MetricsRecorded>();
        var completed = observer.ExpectMsg<RunCompleted>();
        Assert.Equal(TrainingOutcome.Failed, completed.Outcome);
        Assert.Equal(1, completed.FinalParameters.Version);
        Assert.StartsWith("The learner crashed at SubmitGradient, with NullReferenceException: ", completed.Explanation, StringComparison.Ordinal);
        node.Probe.ExpectMsg<TrainingCompleted>();
    }

    [Fact]
    public void Rows_of_metrics_that_wait_for_each_other_are_told_before_another_learner_follows()
    {
        var newest = new NewestLearnerState();
        var observer = CreateTestProbe();
        var start = new LearnerStart(SampleRun.Options with { MetricsInterval = SampleRun.StepsPerRollout })
        {
            Legacy = new Legacy("process", newest, new CrashHistory(limit: 3), ActorRefs.Nobody),
        };
        var learner = Sys.ActorOf(LearnerActor.Props(() => start, CreateTestProbe(), observer));
        var node = new SpecNode(SampleRun.Node, learner, CreateTestProbe());
        node.Register();
        node.Train(baseVersion: 0);
        node.Train(baseVersion: 1);

        node.Tell(node.Gradient(baseVersion: 2) with { Gradient = null! });

        Assert.Equal([1, 2], observer.ReceiveN(2).Cast<MetricsRecorded>().Select(row => row.Version));
    }

    [Fact]
    public void A_learner_that_leaves_a_legacy_is_followed_by_another_in_a_new_term_until_it_crashes_for_the_same_state_again_and_again()
    {
        var newest = new NewestLearnerState();
        var crashes = new CrashHistory(limit: 3);
        var observer = CreateTestProbe();
        var learner = Sys.ActorOf(LearnerActor.Props(Next, CreateTestProbe(), observer));
        Watch(learner);

        for (var term = SampleRun.Term; term < SampleRun.Term + 3; term++)
        {
            learner.Tell(SampleRun.Registration());
            var accepted = ExpectMsg<WorkerNodeAccepted>();
            Assert.Equal(term, accepted.Term);
            learner.Tell(SampleRun.Gradient(worker: accepted.FirstWorker) with { Term = term, Gradient = null! });
        }

        Assert.Equal(TrainingOutcome.Failed, observer.FishForMessage<RunCompleted>(_ => true).Outcome);

        LearnerStart Next()
        {
            var state = newest.State;
            return new LearnerStart(SampleRun.Options with { Term = state is null ? SampleRun.Term : state.Term + 1 }, state)
            {
                Legacy = new Legacy("process", newest, crashes, ActorRefs.Nobody),
            };
        }
    }
}
