using System.Diagnostics;
using System.Globalization;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Node.Comparison.Report;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>
/// What a step of Adam costs when one thread takes every step, and when two threads take turns, so that parameters and moments lie in the other core's cache
/// each time: the most that a second worker can add to the step of the first.
/// </summary>
internal sealed class SharedOptimizer
{
    /// <summary>Of the default network, 4-64-64-(2, 1).</summary>
    private const int ParameterCount = 4_675;
    private const int Steps = 20_000;

    private readonly IOptimizer _optimizer = new AdamOptions().CreateOptimizer(ParameterCount);
    private readonly float[] _parameters = new float[ParameterCount];
    private int _turn;

    public static int Run(int rounds, TextWriter output)
    {
        if (rounds < 1)
        {
            output.WriteLine($"--rounds is {rounds}; it must be at least 1.");
            return 2;
        }

        var shared = new SharedOptimizer();
        var (alone, inTurn) = (new double[rounds], new double[rounds]);
        shared.MicrosecondsByThread(threads: 1);
        for (var round = 0; round < rounds; round++)
        {
            alone[round] = shared.MicrosecondsByThread(threads: 1);
            inTurn[round] = shared.MicrosecondsByThread(threads: 2);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A step of Adam over {ParameterCount:N0} parameters, medians of {rounds} rounds: {Quantile.Median(alone):F1} µs by one thread, {Quantile.Median(inTurn):F1} µs by two in turn."));
        return 0;
    }

    /// <summary>Mean time of a step, without the time in which a thread waits for its turn.</summary>
    private double MicrosecondsByThread(int threads)
    {
        var ticks = new long[threads];
        var running = Enumerable.Range(0, threads).Select(self => new Thread(() => ticks[self] = TakeTurns(self, threads))).ToArray();
        foreach (var thread in running)
            thread.Start();
        foreach (var thread in running)
            thread.Join();
        return Stopwatch.GetElapsedTime(0, ticks.Sum()).TotalMicroseconds / Steps;
    }

    private long TakeTurns(int self, int threads)
    {
        var gradient = new float[ParameterCount];
        Array.Fill(gradient, 0.01f);
        var ticks = 0L;
        for (var step = 0; step < Steps / threads; step++)
        {
            while (Volatile.Read(ref _turn) != self)
                Thread.SpinWait(1);
            var start = Stopwatch.GetTimestamp();
            _optimizer.Step(_parameters, gradient, 1e-6f);
            ticks += Stopwatch.GetTimestamp() - start;
            Volatile.Write(ref _turn, (self + 1) % threads);
        }

        return ticks;
    }
}
