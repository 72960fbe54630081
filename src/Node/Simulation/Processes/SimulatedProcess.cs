using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>This process as a node of a simulation that another process runs: it does to itself what that one says. Called from one thread.</summary>
internal sealed class SimulatedProcess
{
    /// <summary>Environment variable by which a simulation says that a process is a node of it.</summary>
    public const string Variable = "ACTORCRITIC_SIMULATED";

    private readonly NodeFaults _faults = new();
    private readonly Dictionary<FaultOrder, Stack<Action>> _endings = [];

    /// <summary>Null if this process is one of its own.</summary>
    public static SimulatedProcess? Find() => Environment.GetEnvironmentVariable(Variable) is null ? null : new SimulatedProcess();

    /// <summary>Puts the faults into the process.</summary>
    public ProcessSeams In(ProcessSeams seams) => _faults.In(seams);

    /// <summary>Carries out what the simulation says; what is no order is ignored.</summary>
    public void Obey(string line)
    {
        if (!FaultOrder.TryParse(line, out var order))
            return;
        var fault = order with { Begins = true };
        if (!_endings.TryGetValue(fault, out var endings))
            _endings[fault] = endings = [];
        if (order.Begins)
            endings.Push(_faults.Begin(order.Kind, order.Lateness));
        else if (endings.TryPop(out var end))
            end();
    }
}
