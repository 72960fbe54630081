using ActorCritic.Distributed.Node.Cluster;
using Akka.Hosting;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>What faults do inside the process of a node: to its messages, and to the gradients of its workers. Safe for use by several threads.</summary>
internal sealed class NodeFaults
{
    private volatile bool _sendsNan;

    /// <summary>The process's line to the other nodes.</summary>
    public Line Line { get; } = new();

    /// <summary>Whether its workers' gradients are not numbers.</summary>
    public bool SendsNan => _sendsNan;

    /// <summary>A fault begins.</summary>
    /// <param name="kind">Any but <see cref="FaultKind.Kill"/>, which a process does not do to itself.</param>
    /// <param name="lateness">By how much messages are late.</param>
    /// <returns>How it ends.</returns>
    public Action Begin(FaultKind kind, TimeSpan lateness)
    {
        return kind switch
        {
            FaultKind.Pause => Do(Line.Pause, Line.Resume),
            FaultKind.Cut => Do(Line.Cut, Line.Heal),
            FaultKind.Delay => Do(() => Line.Delay(lateness), () => Line.Hurry(lateness)),
            FaultKind.Nan => Do(() => _sendsNan = true, () => _sendsNan = false),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A process cannot do this to itself."),
        };

        static Action Do(Action begin, Action end)
        {
            begin();
            return end;
        }
    }

    /// <summary>Puts the faults between a process and the network, and around its workers' networks.</summary>
    public ProcessSeams In(ProcessSeams seams) => seams with
    {
        Compose = akka =>
        {
            akka.AddSetup(new LineSetup(Line)).AddHocon(LineSetup.Hocon, HoconAddMode.Prepend);
            seams.Compose(akka);
        },
        HasLine = true,
        AroundNetwork = network => new FaultyNetwork(seams.AroundNetwork(network), () => _sendsNan),
    };
}
