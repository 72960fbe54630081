using System.Globalization;

namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>Prints the numbers of an observation, for environments that nobody has drawn yet.</summary>
internal sealed class ObservationRenderer : IEnvironmentRenderer
{
    // An image as an observation must not fill the terminal.
    private const int MostLines = 8;
    private const int CellWidth = 12;

    /// <inheritdoc/>
    public IReadOnlyList<string> Draw(ReadOnlySpan<float> observation, int width)
    {
        var cellsPerLine = Math.Max(1, width / CellWidth);
        var lines = new List<string>();
        for (var start = 0; start < observation.Length; start += cellsPerLine)
        {
            if (lines.Count == MostLines)
            {
                lines[^1] = string.Create(CultureInfo.InvariantCulture, $"… {observation.Length} numbers");
                break;
            }

            var line = "";
            foreach (var element in observation[start..Math.Min(start + cellsPerLine, observation.Length)])
                line += element.ToString("0.0000", CultureInfo.InvariantCulture).PadLeft(CellWidth);
            lines.Add(line.Length > width ? line[^width..] : line);
        }

        return lines;
    }
}
