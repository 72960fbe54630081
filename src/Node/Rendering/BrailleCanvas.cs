namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>A picture of dots, eight to a character: 2 × 4 dots of a Braille pattern, so that dots are about as wide as they are high.</summary>
/// <param name="columns">Characters of a line.</param>
/// <param name="rows">Lines.</param>
internal sealed class BrailleCanvas(int columns, int rows)
{
    private const char Blank = '\u2800';

    // Unicode numbers the dots of a pattern column by column, but the fourth row came last.
    private static readonly int[,] BitOf = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly byte[,] _patterns = new byte[rows, columns];

    /// <summary>Dots in a row.</summary>
    public int Width { get; } = 2 * columns;

    /// <summary>Dots in a column.</summary>
    public int Height { get; } = 4 * rows;

    /// <summary>Sets a dot; one outside the picture is left out.</summary>
    /// <param name="x">From the left, from 0.</param>
    /// <param name="y">From the top, from 0.</param>
    public void Dot(int x, int y)
    {
        if (x >= 0 && x < Width && y >= 0 && y < Height)
            _patterns[y / 4, x / 2] |= (byte)BitOf[y % 4, x % 2];
    }

    /// <summary>Sets all dots of a rectangle, both corners included.</summary>
    public void Fill(int left, int top, int right, int bottom)
    {
        for (var y = Math.Max(top, 0); y <= Math.Min(bottom, Height - 1); y++)
            for (var x = Math.Max(left, 0); x <= Math.Min(right, Width - 1); x++)
                Dot(x, y);
    }

    /// <summary>A straight line.</summary>
    public void Line(double fromX, double fromY, double toX, double toY)
    {
        var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY))));
        for (var step = 0; step <= steps; step++)
        {
            var share = (double)step / steps;
            Dot((int)Math.Round(fromX + (toX - fromX) * share), (int)Math.Round(fromY + (toY - fromY) * share));
        }
    }

    /// <summary>The picture as lines of characters.</summary>
    public IReadOnlyList<string> ToLines() =>
    [
        .. Enumerable.Range(0, rows).Select(row => string.Create(columns, row, (line, index) =>
        {
            for (var column = 0; column < line.Length; column++)
                line[column] = (char)(Blank + _patterns[index, column]);
        })),
    ];
}
