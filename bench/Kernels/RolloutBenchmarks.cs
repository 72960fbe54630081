using BenchmarkDotNet.Attributes;

namespace ActorCritic.Distributed.Benchmarks.Kernels;

/// <summary>A worker's rollout and gradient in vector instructions, and what it consists of; E environments × T steps. Nothing of it allocates.</summary>
[MemoryDiagnoser]
public class RolloutBenchmarks : IDisposable
{
    private RolloutParts _parts = null!;

    /// <summary>E.</summary>
    [Params(8, 64)]
    public int Environments { get; set; }

    /// <summary>T.</summary>
    [Params(16)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _parts = new RolloutParts(Environments, Length);

    [Benchmark]
    public void EnvironmentSteps() => _parts.Environment();

    [Benchmark]
    public void Forward() => _parts.Forward();

    [Benchmark]
    public void Backward() => _parts.Gradient();

    [Benchmark]
    public void AdvantagesByGae() => _parts.Advantages();

    [Benchmark]
    public void OptimizerStep() => _parts.AdamStep();

    [Benchmark]
    public void WholeRollout() => _parts.Whole();

    [GlobalCleanup]
    public void Cleanup() => Dispose();

    public void Dispose()
    {
        _parts.Dispose();
        GC.SuppressFinalize(this);
    }
}
