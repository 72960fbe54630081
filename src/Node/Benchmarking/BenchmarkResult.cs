using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Everything that was measured; what was not is empty or null.</summary>
internal sealed class BenchmarkResult
{
    /// <param name="environment">Id of the environment.</param>
    /// <param name="operationsPerStep">Floating-point operations of the network for one environment step.</param>
    /// <param name="machine">What it was measured on.</param>
    public BenchmarkResult(string environment, long operationsPerStep, MachineDescription machine)
    {
        Environment = environment;
        OperationsPerStep = operationsPerStep;
        Machine = machine;
    }

    /// <summary>What it was measured on.</summary>
    public MachineDescription Machine { get; }

    /// <summary>Id of the environment.</summary>
    public string Environment { get; }

    /// <summary>Floating-point operations of the network for one environment step, forward once and backward once.</summary>
    public long OperationsPerStep { get; }

    /// <summary>What the machine can do at most.</summary>
    public MachineCeiling? Ceiling { get; set; }

    /// <summary>What training does of it.</summary>
    public List<Throughput> Throughput { get; } = [];

    /// <summary>What the learner does alone.</summary>
    public LearnerRate? Learner { get; set; }

    /// <summary>Runs until solved.</summary>
    public List<SolvedRun> Solved { get; } = [];
}

/// <summary>Multiply-adds in vectors of one width.</summary>
/// <param name="VectorBits">128, 256 or 512.</param>
/// <param name="OneCore">Floating-point operations per second of one core, a multiply-add counted as two.</param>
/// <param name="AllCores">The same of all cores together.</param>
internal sealed record MultiplyAddRate(int VectorBits, double OneCore, double AllCores);

/// <summary>What the machine can do at most, measured in the same minute as what is held against it.</summary>
/// <param name="Cores">Logical processors of this process.</param>
/// <param name="MultiplyAdds">For each width of vectors, the widest first.</param>
/// <param name="ReadOneCore">Bytes per second that one core reads from memory.</param>
/// <param name="ReadAllCores">The same of all cores together.</param>
/// <param name="CopyOneCore">Bytes per second that one core copies, read and written counted both.</param>
/// <param name="CopyAllCores">The same of all cores together.</param>
internal sealed record MachineCeiling(
    int Cores, IReadOnlyList<MultiplyAddRate> MultiplyAdds, double ReadOneCore, double ReadAllCores, double CopyOneCore, double CopyAllCores)
{
    /// <summary>Floating-point operations per second that so many workers could do at most, each keeping one core busy.</summary>
    /// <param name="workers">≥ 1.</param>
    public double OperationsPerSecond(int workers)
    {
        // The widest vectors are not always the fastest: some machines run them at half the rate.
        var (oneCore, allCores) = (MultiplyAdds.Max(rate => rate.OneCore), MultiplyAdds.Max(rate => rate.AllCores));
        return workers >= Cores ? allCores : Math.Min(workers * oneCore, allCores);
    }
}

/// <summary>How a run stood at one moment.</summary>
/// <param name="Elapsed">Since the run began, by the learner's clock.</param>
/// <param name="EnvironmentSteps">Environment steps behind the applied gradients.</param>
/// <param name="Updates">Versions of the parameters.</param>
/// <param name="Gradients">Gradients applied; a synchronous update takes several.</param>
/// <param name="AllocatedBytes">Bytes that the process has allocated so far.</param>
/// <param name="CollectorPause">Time for which the collector has stopped the process so far.</param>
/// <param name="ProcessorTime">Time of all cores that the process has used so far.</param>
internal sealed record RunCounters(
    TimeSpan Elapsed, long EnvironmentSteps, long Updates, long Gradients, long AllocatedBytes, TimeSpan CollectorPause, TimeSpan ProcessorTime);

/// <summary>What one combination did in the time it was measured.</summary>
/// <param name="Backend">What computed its networks.</param>
/// <param name="Workers">How many trained.</param>
/// <param name="Shape">What they played for a gradient.</param>
/// <param name="StepsPerSecond">Environment steps trained on, per second.</param>
/// <param name="UpdatesPerSecond">Updates of the parameters per second.</param>
/// <param name="GradientsPerSecond">Gradients applied per second.</param>
/// <param name="AllocatedPerGradient">Bytes that the process allocated for each gradient, everything included.</param>
/// <param name="CollectorShare">Share of the time for which the collector stopped the process, 0 … 1.</param>
/// <param name="ProcessorMicrosecondsPerStep">Time of all cores for one environment step, in microseconds.</param>
internal sealed record Throughput(
    PolicyBackend Backend,
    int Workers,
    RolloutShape Shape,
    double StepsPerSecond,
    double UpdatesPerSecond,
    double GradientsPerSecond,
    double AllocatedPerGradient,
    double CollectorShare,
    double ProcessorMicrosecondsPerStep)
{
    /// <summary>What happened between two moments; NaN where nothing did.</summary>
    public static Throughput Between(RunCounters before, RunCounters after, PolicyBackend backend, int workers, RolloutShape shape)
    {
        var seconds = (after.Elapsed - before.Elapsed).TotalSeconds;
        var (steps, gradients) = (after.EnvironmentSteps - before.EnvironmentSteps, after.Gradients - before.Gradients);
        return new Throughput(
            backend,
            workers,
            shape,
            steps / seconds,
            (after.Updates - before.Updates) / seconds,
            gradients / seconds,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / gradients,
            (after.CollectorPause - before.CollectorPause).TotalSeconds / seconds,
            (after.ProcessorTime - before.ProcessorTime).TotalMicroseconds / steps);
    }

    /// <summary>Share of what the machine could compute at most with so many workers, 0 … 1.</summary>
    /// <param name="operationsPerStep">Floating-point operations of the network for one environment step.</param>
    /// <param name="ceiling">Measured on the same machine.</param>
    public double ShareOf(MachineCeiling ceiling, long operationsPerStep) =>
        StepsPerSecond * operationsPerStep / ceiling.OperationsPerSecond(Workers);
}

/// <summary>What the learner does when gradients cost nothing.</summary>
/// <param name="ParameterCount">Parameters of the network that is trained.</param>
/// <param name="ActorGradientsPerSecond">Gradients that the actor admits, applies and answers, each with parameters, per second.</param>
/// <param name="PlainGradientsPerSecond">Gradients that its plain classes admit and apply per second: no messages, no parameters published.</param>
/// <param name="LargeParameterCount">Parameters of a network whose optimizer state is far beyond every cache.</param>
/// <param name="LargeBytesPerSecond">What the optimizer step of so many moves to and from memory, in bytes per second.</param>
internal sealed record LearnerRate(
    int ParameterCount, double ActorGradientsPerSecond, double PlainGradientsPerSecond, int LargeParameterCount, double LargeBytesPerSecond)
{
    /// <summary>Bytes that Adam moves for one parameter: gradient, parameter and two moments read, the last three written.</summary>
    public const int AdamBytesPerParameter = 7 * sizeof(float);

    /// <summary>How many times longer the large step takes than copying as many bytes would, on one core.</summary>
    public double TimesOfCopying(MachineCeiling ceiling)
    {
        ArgumentNullException.ThrowIfNull(ceiling);
        return ceiling.CopyOneCore / LargeBytesPerSecond;
    }
}

/// <summary>A run of a process of its own until the environment was solved.</summary>
/// <param name="Backend">What computed its networks.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Solved">Whether it was, within its budget.</param>
/// <param name="EnvironmentSteps">Steps behind the solving policy; NaN if none did.</param>
/// <param name="TrainingSeconds">From the first worker on until the confirmation; NaN without one.</param>
/// <param name="SecondsFromStart">From the start of the process until the confirmation; NaN without one.</param>
/// <param name="ProcessSeconds">From the start of the process to its end, all files written.</param>
internal sealed record SolvedRun(
    PolicyBackend Backend, ulong Seed, bool Solved, double EnvironmentSteps, double TrainingSeconds, double SecondsFromStart, double ProcessSeconds);
