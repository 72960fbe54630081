namespace ActorCritic.Distributed.Node.Views;

/// <summary>A table in plain text.</summary>
internal static class TextTable
{
    /// <summary>The first column to the left and the others to the right; wider than some terminals, but never torn apart.</summary>
    /// <param name="rows">The cells, headings first; every row has as many.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
    }
}
