using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Learner.Admission;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using BenchmarkDotNet.Attributes;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>What the learner does with a gradient of 4,675 parameters, without its actor, and what a gradient costs on the wire.</summary>
[MemoryDiagnoser]
public class LearnerBenchmarks : IDisposable
{
    private const string Node = "sender";
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ActorSystem _system = null!;
    private TrainingMessageSerializer _serializer = null!;
    private TrainingRun _run = null!;
    private SubmitGradient _gradient = null!;
    private SharedParameters _standing = null!;
    private byte[] _encoded = null!;
    private long _sequence;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("serializers");
        _serializer = new TrainingMessageSerializer((ExtendedActorSystem)_system);
        _run = new TrainingRun(LearnerMeasurement.OptionsFor(new TrainingOptions(), EnvironmentCatalogue.CreateDefault().Find("CartPole-v1")), s_now);
        _run.Register(new RegisterWorkerNode(ProtocolVersion.Current, Node, 1), s_now);
        _gradient = new SubmitGradient(
            _run.Options.Run,
            _run.Options.Term,
            Node,
            Worker: 0,
            Sequence: 1,
            BaseVersion: 0,
            ReceivedVersion: 0,
            _run.Plan.LayoutFingerprint,
            GradientSenderActor.GradientOf(_run.Parameters.Values.Length),
            GradientSenderActor.ReportOf(_run.Plan));
        _encoded = _serializer.ToBinary(_gradient);
        _standing = new SharedParameters(_run.Parameters.Values, new Standstill(_run.Parameters.Values.Length));
    }

    /// <summary>All rules, the pass over the numbers included.</summary>
    [Benchmark]
    public AdmissionDecision Admission() => _run.Admission.Decide(Next(), _run.Parameters.Version);

    /// <summary>Adam, statistics and schedules.</summary>
    [Benchmark]
    public long Application() => _run.Apply(_gradient, staleness: 0, s_now);

    /// <summary>The same where every version goes to a node in this process, so that each is written where an older one was.</summary>
    [Benchmark]
    public void ApplicationAndSnapshot()
    {
        _run.Apply(_gradient, staleness: 0, s_now);
        _run.Parameters.Snapshot().Values.Release();
    }

    /// <summary>The same where every version goes to a node elsewhere, so that each is written to fresh memory.</summary>
    [Benchmark]
    public ParameterSnapshot ApplicationAndKeptSnapshot()
    {
        _run.Apply(_gradient, staleness: 0, s_now);
        return _run.Parameters.Snapshot();
    }

    /// <summary>The hand-over alone: memory for the version after the one that went to a node, without the work of an optimizer.</summary>
    [Benchmark]
    public void SnapshotHandOver()
    {
        _standing.Apply(_gradient.Gradient.Span, learningRate: 0, environmentSteps: 1);
        _standing.Snapshot().Values.Release();
    }

    [Benchmark]
    public byte[] Serialization() => _serializer.ToBinary(_gradient);

    [Benchmark]
    public object Deserialization() => _serializer.FromBinary(_encoded, _serializer.Manifest(_gradient));

    [GlobalCleanup]
    public void Cleanup() => Dispose();

    public void Dispose()
    {
        _system.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Moves nothing.</summary>
    private sealed class Standstill(int parameterCount) : IOptimizer
    {
        public int ParameterCount => parameterCount;

        public long StepCount { get; private set; }

        public void Step(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradient, float learningRate, Span<float> updated) => StepCount++;

        public OptimizerState ExportState() => throw new NotSupportedException();

        public void RestoreState(OptimizerState state) => throw new NotSupportedException();
    }

    private SubmitGradient Next() => _gradient with { Sequence = ++_sequence, BaseVersion = _run.Parameters.Version, ReceivedVersion = _run.Parameters.Version };
}
