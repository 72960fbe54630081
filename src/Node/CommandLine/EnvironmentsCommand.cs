using System.CommandLine;
using System.Globalization;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Presets;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The command <c>actorcritic environments</c>: what can be trained on.</summary>
internal static class EnvironmentsCommand
{
    public static Command Create(CommandLineSurroundings surroundings)
    {
        var command = new Command("environments", "List the environments with their spaces and thresholds.");
        command.SetAction(_ =>
        {
            surroundings.Console.Write(TableOf(surroundings));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Table TableOf(CommandLineSurroundings surroundings)
    {
        var presets = PresetCatalogue.Load();
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in new[] { "environment", "observations", "actions", "max steps", "threshold", "presets" })
            table.AddColumn(new TableColumn(heading).PadLeft(0).PadRight(1).NoWrap());
        foreach (var spec in surroundings.Environments.Specs)
        {
            string[] cells =
            [
                spec.Id,
                Observations(spec.ObservationSpace),
                spec.ActionCount.ToString(CultureInfo.InvariantCulture),
                spec.MaxEpisodeSteps.ToString(CultureInfo.InvariantCulture),
                double.IsFinite(spec.RewardThreshold) ? spec.RewardThreshold.ToString(CultureInfo.InvariantCulture) : "–",
                presets.NamesOf(spec.Id).Any() ? string.Join(", ", presets.NamesOf(spec.Id)) : "–",
            ];

            // Text, not markup: bounds stand in square brackets.
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>Shape and bounds, in few characters: "4: ±4.8, ±∞, ±0.419, ±∞".</summary>
    private static string Observations(Box space)
    {
        const int MostBounds = 6;
        var bounds = space.Low.Zip(space.High, Bounds).ToList();
        var shown = bounds.Distinct().Count() == 1
            ? $"each {bounds[0]}"
            : string.Join(", ", bounds.Take(MostBounds)) + (bounds.Count > MostBounds ? ", …" : "");
        return $"{string.Join('×', space.Shape)}: {shown}";
    }

    private static string Bounds(float low, float high) => low == -high ? $"±{Number(high)}" : $"[{Number(low)}, {Number(high)}]";

    private static string Number(float bound) =>
        float.IsInfinity(bound) ? (bound < 0 ? "-∞" : "∞") : bound.ToString("G3", CultureInfo.InvariantCulture);
}
