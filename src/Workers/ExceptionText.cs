using System.Reflection;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers;

/// <summary>What died, for a person.</summary>
internal static class ExceptionText
{
    /// <summary>Type and message of the cause, in one line. What Akka, reflection and tasks wrap around it is left out.</summary>
    public static string InOneLine(this Exception exception, bool withType = true)
    {
        while (exception.InnerException is { } inner && IsWrapper(exception))
            exception = inner;

        var message = string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return withType ? $"{exception.GetType().Name}: {message}" : message;
    }

    private static bool IsWrapper(Exception exception) =>
        exception is ActorInitializationException or TargetInvocationException or TypeInitializationException or AggregateException { InnerExceptions.Count: 1 }

        // Akka's own around whatever an actor's constructor threw. Not its descendants: a DllNotFoundException says itself what is missing.
        || exception.GetType() == typeof(TypeLoadException);
}
