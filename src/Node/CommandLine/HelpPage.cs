namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>One entry of a help page: what is typed, and what it means.</summary>
internal sealed record HelpRow(string Typed, string Meaning);

/// <summary>Entries under a heading.</summary>
internal sealed record HelpSection(string Heading, IReadOnlyList<HelpRow> Rows);

/// <summary>A page of help, as text in two columns.</summary>
/// <param name="Summary">What the command is for, in a sentence.</param>
/// <param name="Usage">The command with its parts.</param>
/// <param name="Sections">What there is to type.</param>
/// <param name="Remarks">What holds for all of it; null for nothing.</param>
internal sealed record HelpPage(string Summary, string Usage, IReadOnlyList<HelpSection> Sections, string? Remarks = null)
{
    private const string Indent = "  ";
    private const int WidestFirstColumn = 26;

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="width">Characters of a line; words longer than the second column stand over.</param>
    public void WriteTo(TextWriter writer, int width)
    {
        foreach (var line in Wrapped(Summary, width))
            writer.WriteLine(line);
        writer.WriteLine();
        writer.WriteLine($"Usage: {Usage}");
        var firstColumn = Sections.SelectMany(section => section.Rows)
            .Select(row => row.Typed.Length)
            .Where(length => length <= WidestFirstColumn)
            .DefaultIfEmpty(WidestFirstColumn)
            .Max();
        foreach (var section in Sections)
            Write(section, writer, firstColumn, width);

        if (Remarks is null)
            return;
        writer.WriteLine();
        foreach (var line in Wrapped(Remarks, width))
            writer.WriteLine(line);
    }

    private static void Write(HelpSection section, TextWriter writer, int firstColumn, int width)
    {
        writer.WriteLine();
        writer.WriteLine($"{section.Heading}:");
        var secondColumn = Indent.Length + firstColumn + Indent.Length;
        foreach (var row in section.Rows)
        {
            var lines = Wrapped(row.Meaning, width - secondColumn);
            if (row.Typed.Length > firstColumn)
                writer.WriteLine(Indent + row.Typed);
            else
                writer.WriteLine($"{Indent}{row.Typed.PadRight(firstColumn)}{Indent}{lines[0]}".TrimEnd());
            foreach (var line in row.Typed.Length > firstColumn ? lines : lines.Skip(1))
                writer.WriteLine(new string(' ', secondColumn) + line);
        }
    }

    /// <summary>The text in lines of at most the given width, broken between words.</summary>
    private static List<string> Wrapped(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
                lines.Add(word);
            else
                lines[^1] += lines[^1].Length > 0 ? $" {word}" : word;
        }

        return lines;
    }
}
