using System.Text;

namespace ActorCritic.Distributed.Node.Tests.Views;

/// <summary>A terminal that has gone away.</summary>
internal sealed class BrokenWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("The pipe is broken.");
}
