using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using BenchmarkDotNet.Attributes;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>The parts of one rollout: 4-64-64-(2, 1) network, T × E = 16 × 8 transitions of CartPole unless a parameter says otherwise.</summary>
[MemoryDiagnoser]
public class AlgorithmBenchmarks : IDisposable
{
    private const int RolloutLength = 16;
    private const int EnvironmentCount = 8;
    private readonly SeedSequence _seeds = new(1);
    private readonly EnvironmentCatalogue _catalogue = EnvironmentCatalogue.CreateDefault();
    private VectorizedEnvironment _environment = null!;
    private IPolicyNetwork _network = null!;
    private RolloutWorker _worker = null!;
    private Adam _adam = null!;
    private float[] _parameters = null!;
    private float[] _gradient = null!;
    private float[] _observations = null!;
    private float[] _logits = null!;
    private float[] _values = null!;
    private int[] _actions = null!;

    /// <summary>What computes the network.</summary>
    [Params("simd", "torch")]
    public string Backend { get; set; } = "simd";

    /// <summary>Rows of a batch.</summary>
    [Params(8, 128)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new NetworkOptions(4, 2, [64, 64]);
        _network = CreateNetwork(options);
        _parameters = ParameterInitialization.Create(_network.Layout, InitializationScheme.Orthogonal, _seeds.CreateGenerator(SeedStream.Initialization));
        _network.Load(_parameters);
        _gradient = new float[_parameters.Length];
        _adam = new Adam(new AdamOptions(), _parameters.Length);
        _environment = _catalogue.CreateVectorized("CartPole-v1", Rows);
        _environment.Reset(copy => _seeds.Derive(SeedStream.Environment, copy));
        _actions = new int[Rows];
        for (var row = 0; row < Rows; row++)
            _actions[row] = row % 2;
        _observations = _environment.Observations.ToArray();
        _logits = new float[2 * Rows];
        _values = new float[Rows];
        _worker = new RolloutWorker(
            new RolloutWorkerOptions(EnvironmentCount, RolloutLength, 0.99, 0.95, true, 1, 0.5, new Schedule(ScheduleShape.Constant, 0, 1), 0.5),
            CreateNetwork(options),
            () => _catalogue.Create("CartPole-v1"),
            _seeds,
            worker: 0);
    }

    [Benchmark]
    public void EnvironmentSteps() => _environment.Step(_actions);

    [Benchmark]
    public void Forward() => _network.Forward(_observations, _logits, _values);

    [Benchmark]
    public LossTerms Gradient() => _network.Gradient(new TransitionBatch(_observations, _actions, _values, _values), new LossCoefficients(0.5, 0.01), _gradient);

    [Benchmark]
    public void AdamStep() => _adam.Step(_parameters, _gradient, 0);

    [Benchmark]
    public RolloutOutcome WholeRollout() => _worker.Run(_parameters, 0, _gradient);

    private IPolicyNetwork CreateNetwork(NetworkOptions options)
    {
        if (Backend == "simd")
            return new SimdPolicyNetwork(options);
        TorchSharp.torch.set_num_threads(1);
        return new TorchPolicyNetwork(options);
    }

    [GlobalCleanup]
    public void Cleanup() => Dispose();

    public void Dispose()
    {
        _network.Dispose();
        _worker.Dispose();
        GC.SuppressFinalize(this);
    }
}
