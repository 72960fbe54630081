using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorCritic.Distributed.Node.Simulation.Processes;

/// <summary>A line from a simulation to the process of a node: a fault begins in it, or ends.</summary>
/// <param name="Begins">Whether it begins.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Lateness">By how much messages are late; zero where none are.</param>
internal sealed record FaultOrder(bool Begins, FaultKind Kind, TimeSpan Lateness)
{
    private const string Beginning = "begin";
    private const string Ending = "end";

    /// <summary>As it is sent: "begin delay 500000", the lateness in ticks of 100 ns.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Begins ? Beginning : Ending)} {Kind} {Lateness.Ticks}");

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out FaultOrder? order)
    {
        order = line.Split(' ') is [Beginning or Ending, var kind, var ticks]
            && Enum.TryParse<FaultKind>(kind, out var fault)
            && Enum.IsDefined(fault)
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var lateness)
            ? new FaultOrder(line.StartsWith(Beginning, StringComparison.Ordinal), fault, TimeSpan.FromTicks(lateness))
            : null;
        return order is not null;
    }
}
