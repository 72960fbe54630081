namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Whether a fault begins or ends.</summary>
internal enum FaultPhase
{
    /// <summary>It begins.</summary>
    Begin,

    /// <summary>Its duration is over.</summary>
    End,
}

/// <summary>Something to do now.</summary>
/// <param name="Fault">Ordinal of the fault in the schedule, from 0.</param>
/// <param name="Phase">Whether it begins or ends.</param>
internal readonly record struct FaultStep(int Fault, FaultPhase Phase);

/// <summary>Says what is to be done when: each fault begins once, when its moment has come, and ends its duration later. A plain class.</summary>
/// <param name="faults">The faults.</param>
internal sealed class FaultSchedule(IReadOnlyList<Fault> faults)
{
    private readonly TimeSpan?[] _begun = new TimeSpan?[faults.Count];
    private readonly bool[] _ended = new bool[faults.Count];

    /// <summary>The faults.</summary>
    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>What is due; each step is given out once.</summary>
    /// <param name="elapsed">Time since the first applied gradient; never falling from call to call.</param>
    /// <param name="environmentSteps">Environment steps of the run.</param>
    public IEnumerable<FaultStep> Due(TimeSpan elapsed, long environmentSteps)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            if (_begun[i] is null && faults[i].At.HasCome(elapsed, environmentSteps))
            {
                _begun[i] = elapsed;
                yield return new FaultStep(i, FaultPhase.Begin);
            }
            else if (!_ended[i] && _begun[i] is { } begun && faults[i].Duration is { } duration && elapsed - begun >= duration)
            {
                _ended[i] = true;
                yield return new FaultStep(i, FaultPhase.End);
            }
        }
    }
}
