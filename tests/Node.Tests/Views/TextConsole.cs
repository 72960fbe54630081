using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorCritic.Distributed.Node.Tests.Views;

/// <summary>A console of 100 columns that is no terminal: plain text into a writer.</summary>
internal static class TextConsole
{
    public static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new TextOutput(writer),
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
    });

    /// <summary>What a picture looks like, without blanks at the ends of lines.</summary>
    public static string[] Render(IRenderable picture)
    {
        var writer = new StringWriter();
        Create(writer).Write(picture);
        return [.. writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }

    private sealed class TextOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => 100;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
