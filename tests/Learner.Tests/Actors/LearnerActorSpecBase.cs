using ActorCritic.Distributed.Learner.Stopping;
using ActorCritic.Distributed.Learner.Succession;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Learner.Tests.Actors;

/// <summary>
/// A learner among probes. Time moves only when a spec says so, and every message is written and read as between two machines, unless a spec follows the
/// very objects.
/// </summary>
public abstract class LearnerActorSpecBase : TestKit
{
    private static readonly Config Configuration = ConfigurationFactory
        .ParseString(
            """
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.test.single-expect-default = 20s
            """)
        .WithFallback(ProtocolConfiguration.SerializingEveryMessage);

    private static readonly Config WithoutSerialization =
        ConfigurationFactory.ParseString("akka.actor.serialize-messages = off").WithFallback(Configuration);

    /// <param name="serializesMessages">Whether messages are written and read on their way.</param>
    protected LearnerActorSpecBase(bool serializesMessages = true)
        : base(serializesMessages ? Configuration : WithoutSerialization)
    {
        Evaluator = CreateTestProbe("evaluator");
        Observer = CreateTestProbe("observer");
    }

    protected TestProbe Evaluator { get; }

    protected TestProbe Observer { get; }

    protected IActorRef Learner { get; private set; } = ActorRefs.Nobody;

    /// <summary>Starts the learner and waits until it answers.</summary>
    protected void StartLearner(LearnerOptions? options = null) => StartLearner(() => new LearnerStart(options ?? SampleRun.Options));

    /// <inheritdoc cref="StartLearner(LearnerOptions?)"/>
    protected void StartLearner(Func<LearnerStart> start)
    {
        Learner = Sys.ActorOf(LearnerActor.Props(start, Evaluator, Observer));
        Assert.Equal(TrainingPhase.AwaitingWorkers, Status().Phase);
    }

    /// <summary>Asks how the run stands. Whatever was told to the learner before has been handled when the answer is here.</summary>
    protected TrainingStatus Status()
    {
        Learner.Tell(GetTrainingStatus.Instance, TestActor);
        return ExpectMsg<TrainingStatus>();
    }

    protected void Stop(string cause) => Learner.Tell(new StopTraining(cause), TestActor);

    /// <summary>A node that has registered.</summary>
    private protected SpecNode RegisterNode(string name = SampleRun.Node, int workers = 1)
    {
        var node = CreateNode(name);
        node.Register(workers);
        return node;
    }

    private protected SpecNode CreateNode(string name = SampleRun.Node) => new(name, Learner, CreateTestProbe());

    /// <summary>Lets seconds pass, one at a time, as the learner looks for what is overdue.</summary>
    protected void PassSeconds(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            Status();
        }
    }

    /// <summary>The next evaluation the learner asks for, answered with the given mean return.</summary>
    protected EvaluatePolicy AnswerEvaluation(double returnMean)
    {
        var request = Evaluator.ExpectMsg<EvaluatePolicy>();
        Answer(request, returnMean);
        return request;
    }

    protected void Answer(EvaluatePolicy request, double returnMean) => Learner.Tell(
        SampleRun.Evaluated(request.Parameters.Version, returnMean, request.Round, request.Episodes), Evaluator);

    /// <summary>Asserts that nothing has come to the probe from the learner up to now.</summary>
    protected void ExpectNothing(TestProbe probe)
    {
        Learner.Tell(GetTrainingStatus.Instance, probe);
        probe.ExpectMsg<TrainingStatus>();
    }
}
