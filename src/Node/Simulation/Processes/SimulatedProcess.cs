using System.Diagnostics;
using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>
/// This process as a node of a simulation that another process runs: it does to itself what it is told on its standard input, and ends when that is closed,
/// which is when the simulation is gone, however it went.
/// </summary>
internal sealed class SimulatedProcess
{
    /// <summary>Environment variable by which a simulation says so.</summary>
    public const string Variable = "ACTORCRITIC_SIMULATED";

    private readonly NodeFaults _faults = new();
    private readonly Dictionary<FaultOrder, Stack<Action>> _endings = [];

    private SimulatedProcess()
    {
    }

    /// <summary>Listens from now on, if the environment says that this process is a node of a simulation.</summary>
    /// <returns>Null if it is a process of its own.</returns>
    public static SimulatedProcess? Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return null;
        var process = new SimulatedProcess();
        new Thread(process.Listen) { IsBackground = true, Name = "simulation-orders" }.Start();
        return process;
    }

    /// <summary>How the process is made then.</summary>
    public ProcessSeams Seams => _faults.In(ProcessSeams.None);

    private void Listen()
    {
        using var orders = new StreamReader(Console.OpenStandardInput());
        while (orders.ReadLine() is { } line)
        {
            if (FaultOrder.TryParse(line, out var order))
                Obey(order);
        }

        // Nobody is left who could want an orderly end.
        Process.GetCurrentProcess().Kill();
    }

    private void Obey(FaultOrder order)
    {
        var fault = order with { Begins = true };
        if (!_endings.TryGetValue(fault, out var endings))
            _endings[fault] = endings = [];
        if (order.Begins)
            endings.Push(_faults.Begin(order.Kind, order.Lateness));
        else if (endings.TryPop(out var end))
            end();
    }
}
