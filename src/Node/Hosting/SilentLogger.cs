using Akka.Event;

namespace ActorCritic.Distributed.Node.Hosting;

/// <summary>Akka's logger of last resort, while no other is there: it would write into the view.</summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
