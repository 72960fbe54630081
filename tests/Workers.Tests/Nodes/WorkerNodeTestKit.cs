using System.Collections.Concurrent;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers.Nodes;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

/// <summary>
/// A worker node between probes: one stands for the learner, one for each worker. Time passes only when a spec says so, and everything is serialized unless a
/// spec is about what messages share within a process.
/// That somebody is told nothing is proved by a question: its answer, which is in order behind everything sent before, comes first.
/// </summary>
public abstract class WorkerNodeTestKit : TestKit
{
    private protected const string Run = "run";
    private protected const long Term = 3;

    private static readonly Config Configuration = ConfigurationFactory.ParseString(
        """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.test.single-expect-default = 20s
        """)
        .WithFallback(ProtocolConfiguration.SerializingEveryMessage)
        .WithFallback(ConfigurationFactory.ParseString(WorkersConfiguration.Hocon));

    private static readonly Config WithoutSerialization =
        ConfigurationFactory.ParseString("akka.actor.serialize-messages = off").WithFallback(Configuration);

    private readonly ConcurrentQueue<WorkerAssignment> _assignments = new();
    private readonly Dictionary<int, TestProbe> _workers = [];

    /// <param name="output">Where the log goes.</param>
    /// <param name="serializesMessages">Whether messages are written and read on their way.</param>
    protected WorkerNodeTestKit(ITestOutputHelper output, bool serializesMessages = true)
        : base(serializesMessages ? Configuration : WithoutSerialization, output: output)
    {
        Learner = CreateTestProbe("learner");
        Observer = CreateTestProbe("observer");

        // Made before the node asks for them on its own thread.
        for (var worker = 0; worker < 10; worker++)
            _workers.Add(worker, CreateTestProbe());
    }

    private protected static WorkerNodeOptions Options { get; } = new()
    {
        Node = "node",
        WorkerCount = 1,
        RegistrationInterval = TimeSpan.FromSeconds(1),
        DeadlineCheckInterval = TimeSpan.FromSeconds(1),
        AnswerTimeout = TimeSpan.FromSeconds(10),
        RolloutTimeout = TimeSpan.FromSeconds(120),
        RestartPause = TimeSpan.FromMilliseconds(100),
        MaximumRestartPause = TimeSpan.FromMilliseconds(300),
    };

    private protected static TrainingPlan Plan { get; } = SamplePlan.For(ScriptedEnvironment.ScriptedSpec);

    private protected static int ParameterCount { get; } = SamplePlan.LayoutOf(Plan, ScriptedEnvironment.ScriptedSpec).Count;

    private protected TestProbe Learner { get; }

    private protected TestProbe Observer { get; }

    private protected TestScheduler Time => (TestScheduler)Sys.Scheduler;

    /// <summary>The workers that the node has started so far, in order. Complete after <see cref="LearnerHearsNothingFrom"/>.</summary>
    private protected IReadOnlyCollection<WorkerAssignment> Assignments => _assignments;

    /// <summary>A node whose workers are probes.</summary>
    private protected IActorRef StartNode(WorkerNodeOptions? options = null) => StartNode(options, new Probes(this));

    /// <summary>A node with real workers.</summary>
    private protected IActorRef StartNode(WorkerToolbox toolbox, WorkerNodeOptions? options = null) =>
        StartNode(options, new RolloutWorkerSource(toolbox));

    private IActorRef StartNode(WorkerNodeOptions? options, IWorkerSource source) =>
        Sys.ActorOf(Props.CreateBy(new NodeProducer(() => new WorkerNodeActor(options ?? Options, Learner, source, Observer))), "node");

    /// <summary>Lets the node take part; its acknowledgement is heard.</summary>
    private protected void Accept(IActorRef node, int firstWorker = 0, long version = 0, string run = Run, long term = Term, TrainingPlan? plan = null)
    {
        Learner.ExpectMsg<RegisterWorkerNode>();
        node.Tell(new WorkerNodeAccepted(run, term, "node", firstWorker, plan ?? Plan, Parameters(version)), Learner);
        Assert.Equal(new ParametersReceived(run, term, "node", version), Learner.ExpectMsg<ParametersReceived>());
    }

    /// <summary>A node with one worker, or as many as the options say, that takes part.</summary>
    private protected IActorRef StartTraining(WorkerNodeOptions? options = null)
    {
        var node = StartNode(options);
        Accept(node);
        return node;
    }

    /// <summary>A worker is told to play a rollout.</summary>
    private protected BegunRollout ExpectRollout(int worker = 0)
    {
        var told = _workers[worker].ExpectMsg<Told>();
        var message = Assert.IsType<RunRollout>(told.Message);
        return new BegunRollout(_workers[worker].LastSender, told.Assignment, message.Parameters, message.Buffer);
    }

    /// <summary>The worker has played the rollout; what the learner hears of it.</summary>
    private protected SubmitGradient Complete(IActorRef node, BegunRollout rollout) => Complete(node, rollout, out _);

    private protected SubmitGradient Complete(IActorRef node, BegunRollout rollout, out GradientBuffer buffer)
    {
        var completion = CompletionOf(rollout);
        buffer = completion.Buffer;
        node.Tell(completion, rollout.Actor);
        return Learner.ExpectMsg<SubmitGradient>();
    }

    /// <summary>As a worker answers: the gradient is where the node said, or in memory of its own.</summary>
    private protected static RolloutCompleted CompletionOf(BegunRollout rollout)
    {
        var version = rollout.Parameters.Version;
        var buffer = rollout.Buffer ?? new GradientBuffer(Gradient(version).Length);
        Gradient(version).Span.CopyTo(buffer.Values);
        return new RolloutCompleted(version, buffer, Report);
    }

    private protected static void Apply(IActorRef node, SubmitGradient gradient) =>
        node.Tell(new GradientApplied(gradient.Run, gradient.Term, gradient.Worker, gradient.Sequence, gradient.BaseVersion + 1, 0));

    private protected static void Reject(IActorRef node, SubmitGradient gradient, GradientRejectionReason reason) =>
        node.Tell(new GradientRejected(gradient.Run, gradient.Term, gradient.Worker, gradient.Sequence, reason, "No."));

    private protected void Publish(IActorRef node, long version, string run = Run, long term = Term) =>
        node.Tell(new ParametersPublished(run, term, Parameters(version)), Learner);

    /// <summary>The node has nothing more to say to the learner, and has done everything it was told before.</summary>
    private protected void LearnerHearsNothingFrom(IActorRef node)
    {
        node.Tell(new Identify("anything?"), Learner);
        Assert.Equal("anything?", Learner.ExpectMsg<ActorIdentity>().MessageId);
    }

    /// <summary>The node has told the worker nothing more.</summary>
    private protected void WorkerHearsNothing(IActorRef node, BegunRollout rollout)
    {
        LearnerHearsNothingFrom(node);
        var probe = _workers[rollout.Assignment.Worker];
        rollout.Actor.Tell(new Identify("anything?"), probe);
        Assert.Equal("anything?", probe.ExpectMsg<ActorIdentity>().MessageId);
    }

    private protected static ParameterSnapshot Parameters(long version) => SamplePlan.Parameters(ParameterCount, version);

    private protected static FloatVector Gradient(long version) => FloatVector.CopyOf([version, 1.5f]);

    private protected static RolloutReport Report { get; } = new(6, [new EpisodeReport(6, 3)], 0.1, 0.2, 0.3, 0.4, 0.5);

    private protected sealed record BegunRollout(IActorRef Actor, WorkerAssignment Assignment, ParameterSnapshot Parameters, GradientBuffer? Buffer);

    private protected sealed record Die(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Told(WorkerAssignment Assignment, object Message) : INoSerializationVerificationNeeded;

    /// <summary>Workers that carry out any plan: the probes.</summary>
    private sealed class Probes(WorkerNodeTestKit specs) : IWorkerSource
    {
        public string? FaultIn(TrainingPlan plan) => null;

        public Props PropsOf(WorkerAssignment assignment)
        {
            specs._assignments.Enqueue(assignment);
            var probe = specs._workers[assignment.Worker].Ref;
            return Props.Create(() => new ForwardingWorker(assignment, probe));
        }

        public void Release()
        {
        }
    }

    /// <summary>Stands for a worker: passes on what it is told, and throws on request.</summary>
    private sealed class ForwardingWorker : ReceiveActor
    {
        public ForwardingWorker(WorkerAssignment assignment, IActorRef probe)
        {
            Receive<Die>(death => throw death.Cause);
            ReceiveAny(message => probe.Tell(new Told(assignment, message)));
        }
    }

    private sealed class NodeProducer(Func<ActorBase> create) : IIndirectActorProducer
    {
        public Type ActorType => typeof(WorkerNodeActor);

        public ActorBase Produce() => create();

        public void Release(ActorBase actor)
        {
        }
    }
}
