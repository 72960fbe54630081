using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Measures what this machine can do at most: multiply-adds in registers, and reading and copying memory.</summary>
/// <remarks>Each rate is the best of a few turns: a ceiling is what is reached when nothing disturbs.</remarks>
/// <param name="timeProvider">The clock.</param>
/// <param name="turn">How long one turn takes.</param>
internal sealed class CeilingMeasurement(TimeProvider timeProvider, TimeSpan turn)
{
    private const int Turns = 4;

    /// <summary>Multiply-adds of a chain between two looks at the clock: some 20 microseconds.</summary>
    private const int Rounds = 4_096;

    /// <summary>Floats of an array beyond the caches: 128 MiB, and twice that for a copy.</summary>
    private const int MemoryElements = 32 << 20;

    /// <summary>Floats between two looks at the clock.</summary>
    private const int BlockElements = 1 << 20;

    /// <summary>Everything.</summary>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<MachineCeiling> MeasureAsync(CancellationToken cancellation)
    {
        var cores = Environment.ProcessorCount;
        var multiplyAdds = new List<MultiplyAddRate>();
        foreach (var chains in MultiplyAddChains.Widths)
        {
            multiplyAdds.Add(new MultiplyAddRate(
                chains.VectorBits,
                await BestAsync(1, _ => Operations(chains), cancellation).ConfigureAwait(false),
                await BestAsync(cores, _ => Operations(chains), cancellation).ConfigureAwait(false)));
        }

        // Written to once, so that the system has given memory to all of it.
        var (source, target) = (new float[MemoryElements], new float[MemoryElements]);
        Array.Fill(source, 1f);
        Array.Fill(target, 1f);
        return new MachineCeiling(
            cores,
            multiplyAdds,
            await BestAsync(1, core => Reading(source, core, 1), cancellation).ConfigureAwait(false),
            await BestAsync(cores, core => Reading(source, core, cores), cancellation).ConfigureAwait(false),
            await BestAsync(1, core => Copying(source, target, core, 1), cancellation).ConfigureAwait(false),
            await BestAsync(cores, core => Copying(source, target, core, cores), cancellation).ConfigureAwait(false));
    }

    private static Func<double> Operations(MultiplyAddChains chains) => () =>
    {
        // NaN would be a fault of the machine; asked for, the sums cannot be left out.
        return float.IsNaN(chains.Run(Rounds)) ? 0 : (double)chains.OperationsPerRound * Rounds;
    };

    private static Func<double> Reading(float[] source, int core, int cores)
    {
        var blocks = new Blocks(core, cores);
        return () => float.IsNaN(TensorPrimitives.Sum(source.AsSpan(blocks.Next(), BlockElements))) ? 0 : (double)BlockElements * sizeof(float);
    }

    private static Func<double> Copying(float[] source, float[] target, int core, int cores)
    {
        var blocks = new Blocks(core, cores);
        return () =>
        {
            var start = blocks.Next();
            source.AsSpan(start, BlockElements).CopyTo(target.AsSpan(start));
            return 2.0 * BlockElements * sizeof(float);
        };
    }

    /// <summary>The best rate of some threads together, in work per second.</summary>
    /// <param name="threads">How many work at the same time.</param>
    /// <param name="work">Makes the work of a thread: each call does some and says how much.</param>
    /// <param name="cancellation">Breaks it off between two turns.</param>
    private async Task<double> BestAsync(int threads, Func<int, Func<double>> work, CancellationToken cancellation)
    {
        var best = 0.0;
        for (var i = 0; i < Turns; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            // All of them start, or none: who waits at the barrier waits for the others.
            using var start = new Barrier(threads);
            var rates = await Task.WhenAll(Enumerable.Range(0, threads).Select(core => Task.Factory.StartNew(
                () => Rate(work(core), start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).ConfigureAwait(false);
            best = Math.Max(best, rates.Sum());
        }

        return best;
    }

    private double Rate(Func<double> work, Barrier start)
    {
        start.SignalAndWait();
        var began = timeProvider.GetTimestamp();
        var done = 0.0;
        TimeSpan elapsed;
        do
        {
            done += work();
            elapsed = timeProvider.GetElapsedTime(began);
        }
        while (elapsed < turn);
        return done / elapsed.TotalSeconds;
    }

    /// <summary>Where the blocks of one core begin, one after the other and round again: every core has a part of the array to itself.</summary>
    private sealed class Blocks(int core, int cores)
    {
        private readonly int _count = Math.Max(1, MemoryElements / BlockElements / cores);
        private int _next;

        public int Next() => (int)((long)(core * _count + _next++ % _count) * BlockElements % MemoryElements);
    }
}
