using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using BenchmarkDotNet.Attributes;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>
/// The way forward and the way back of a 4-64-64-(2, 1) network in both backends. Of 512 rows: 512 × 4,544 multiply-adds forward, twice as many (less the first layer's
/// inputs) backward.
/// </summary>
[MemoryDiagnoser]
public class NetworkBenchmarks : IDisposable
{
    private IPolicyNetwork _network = null!;
    private float[] _parameters = null!;
    private float[] _gradient = null!;
    private float[] _observations = null!;
    private float[] _logits = null!;
    private float[] _values = null!;
    private int[] _actions = null!;

    [Params("simd", "torch")]
    public string Backend { get; set; } = "simd";

    /// <summary>Rows of a batch.</summary>
    [Params(8, 512)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new NetworkOptions(4, 2, [64, 64]);
        if (Backend == "torch")
            TorchSharp.torch.set_num_threads(1);
        _network = Backend == "torch" ? new TorchPolicyNetwork(options) : new SimdPolicyNetwork(options);
        var generator = new RandomGenerator(1);
        _parameters = ParameterInitialization.Create(_network.Layout, InitializationScheme.Orthogonal, generator);
        _gradient = new float[_parameters.Length];
        _observations = new float[4 * Rows];
        for (var i = 0; i < _observations.Length; i++)
            _observations[i] = (float)generator.NextUniform(-1, 1);
        _logits = new float[2 * Rows];
        _values = new float[Rows];
        _actions = new int[Rows];
        _network.Load(_parameters);
        _network.ForwardAndKeep(0, _observations, _logits, _values);
    }

    [Benchmark]
    public void Load() => _network.Load(_parameters);

    [Benchmark]
    public void Forward() => _network.Forward(_observations, _logits, _values);

    [Benchmark]
    public LossTerms ForwardAndGradient()
    {
        _network.ForwardAndKeep(0, _observations, _logits, _values);
        return _network.GradientOfKept(new TransitionBatch(_observations, _actions, _values, _values), new LossCoefficients(0.5, 0.01), _gradient);
    }

    [GlobalCleanup]
    public void Cleanup() => Dispose();

    public void Dispose()
    {
        _network.Dispose();
        GC.SuppressFinalize(this);
    }
}
