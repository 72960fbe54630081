using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>A worker node as the learner sees it: a probe that says what a node says.</summary>
internal sealed class SpecNode(string name, IActorRef learner, TestProbe probe)
{
    private long _sequence;

    public TestProbe Probe { get; } = probe;

    public int FirstWorker { get; private set; }

    public WorkerNodeAccepted Register(int workers = 1)
    {
        Tell(SampleRun.Registration(name, workers));
        var accepted = Probe.ExpectMsg<WorkerNodeAccepted>();
        FirstWorker = accepted.FirstWorker;
        return accepted;
    }

    public void Tell(object message) => learner.Tell(message, Probe);

    /// <summary>A gradient of the node's worker with the given offset.</summary>
    public SubmitGradient Gradient(long baseVersion, int worker = 0) =>
        SampleRun.Gradient(++_sequence, baseVersion, FirstWorker + worker, name);

    public void Submit(long baseVersion, int worker = 0) => Tell(Gradient(baseVersion, worker));

    public void Acknowledge(long version) => Tell(new ParametersReceived(SampleRun.Run, SampleRun.Term, name, version));

    public void Fail(string cause, int worker = 0) =>
        Tell(new WorkerFailed(SampleRun.Run, SampleRun.Term, name, FirstWorker + worker, cause));

    public void Lose(long sequence, int worker = 0) =>
        Tell(new GradientLost(SampleRun.Run, SampleRun.Term, name, FirstWorker + worker, sequence));

    /// <summary>One turn of a node with one worker: submits, receives the new parameters and the answer, acknowledges.</summary>
    public void Train(long baseVersion)
    {
        Submit(baseVersion);
        ExpectPublished(baseVersion + 1);
        ExpectApplied(baseVersion + 1);
        Acknowledge(baseVersion + 1);
    }

    public ParameterSnapshot ExpectPublished(long version)
    {
        var published = Probe.ExpectMsg<ParametersPublished>();
        Assert.Equal((SampleRun.Run, SampleRun.Term, version), (published.Run, published.Term, published.Parameters.Version));
        return published.Parameters;
    }

    public GradientApplied ExpectApplied(long version)
    {
        var applied = Probe.ExpectMsg<GradientApplied>();
        Assert.Equal(version, applied.Version);
        return applied;
    }

    public GradientRejected ExpectRejected(GradientRejectionReason reason)
    {
        var rejected = Probe.ExpectMsg<GradientRejected>();
        Assert.Equal(reason, rejected.Reason);
        return rejected;
    }
}
