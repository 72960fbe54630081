using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;
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
}
