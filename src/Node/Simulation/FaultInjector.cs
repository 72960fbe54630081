namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Carries out the steps of a schedule on the nodes. Called from one thread.</summary>
/// <param name="schedule">What is due when.</param>
/// <param name="stage">The nodes.</param>
/// <param name="happened">Is told that a fault has happened.</param>
/// <param name="announce">Takes a line for each step.</param>
internal sealed class FaultInjector(FaultSchedule schedule, IFaultStage stage, Action<int> happened, Action<string> announce)
{
    private readonly Dictionary<int, Action> _endings = [];
    private readonly Dictionary<int, string> _notes = [];

    /// <summary>Does what is due.</summary>
    /// <param name="elapsed">Time since the first applied gradient.</param>
    /// <param name="environmentSteps">Environment steps of the run.</param>
    public void Advance(TimeSpan elapsed, long environmentSteps)
    {
        foreach (var step in schedule.Due(elapsed, environmentSteps))
        {
            if (step.Phase == FaultPhase.Begin)
                Begin(step.Fault, elapsed, environmentSteps);
            else if (_endings.Remove(step.Fault, out var end))
                end();
        }
    }

    /// <summary>Whether a dead node is still to start again.</summary>
    public bool BringsBack(IEnumerable<string> nodes) =>
        _endings.Keys.Any(fault => schedule.Faults[fault] is { Kind: FaultKind.Kill, Duration: not null } kill && nodes.Contains(kill.Node));

    /// <summary>Undoes what has not ended, except that the dead stay dead.</summary>
    public void EndAll()
    {
        foreach (var (fault, end) in _endings.ToArray())
        {
            _endings.Remove(fault);
            if (schedule.Faults[fault].Kind != FaultKind.Kill)
                end();
        }
    }

    /// <summary>What became of each fault, for the report.</summary>
    public IReadOnlyList<FaultEntry> EntriesOf(SimulationLedger ledger) => [.. schedule.Faults.Select((fault, index) =>
    {
        var happened = ledger.WhenHappened(index);
        return new FaultEntry(
            fault.ToString(),
            (happened?.At - ledger.FirstAppliedAt)?.TotalSeconds,
            happened?.EnvironmentSteps ?? 0,
            happened is null ? _notes.GetValueOrDefault(index) ?? "the run was over before; give an earlier moment, or --no-stop." : "",
            ledger.CostOf(index));
    })];

    private void Begin(int index, TimeSpan elapsed, long environmentSteps)
    {
        var fault = schedule.Faults[index];
        if (!stage.IsAlive(fault.Node))
        {
            _notes[index] = $"{fault.Node} was dead.";
            announce($"{fault}: not now, {fault.Node} is dead.");
            return;
        }

        happened(index);
        var end = stage.Begin(fault);
        var (what, ending) = fault.Kind switch
        {
            FaultKind.Kill => ("is killed", "starts again"),
            FaultKind.Pause => ("is paused", "goes on"),
            FaultKind.Cut => ("is cut off", "is reachable again"),
            FaultKind.Delay => ($"is late by {FaultText.Of(fault.Lateness)}", "is in time again"),
            _ => ("sends gradients that are not numbers", "sends numbers again"),
        };
        announce(FormattableString.Invariant($"{fault.Node} {what}, at {elapsed.TotalSeconds:F1} s and {environmentSteps:N0} steps."));
        _endings[index] = () =>
        {
            end();
            announce($"{fault.Node} {ending}.");
        };
    }
}
