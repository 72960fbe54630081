using Akka.Actor;

namespace ActorCritic.Distributed.Workers;

/// <summary>What died, for a person.</summary>
internal static class ExceptionText
{
    /// <summary>Type and message of the cause, in one line. What Akka and reflection wrap around it is left out.</summary>
    public static string InOneLine(this Exception exception)
    {
        while (exception is ActorInitializationException or System.Reflection.TargetInvocationException or TypeInitializationException
               && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        var message = string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return $"{exception.GetType().Name}: {message}";
    }
}
