using ActorCritic.Distributed.Node.Doctor;
using TorchSharp;

namespace ActorCritic.Distributed.Node;

/// <summary>libtorch's state that is the whole process's affair.</summary>
internal static class TorchRuntime
{
    private static readonly Lazy<string?> Fault = new(Load);

    /// <summary>Loads libtorch, if it is not loaded yet, and keeps each of its operations to the thread that calls it.</summary>
    /// <remarks>
    /// Networks here are small and workers many: libtorch's own threads would cost more in hand-overs than they compute, and take the cores from
    /// the workers.
    /// </remarks>
    /// <returns>One sentence on why it cannot be loaded; null if it is.</returns>
    public static string? Initialize() => Fault.Value;

    private static string? Load()
    {
        try
        {
            torch.set_num_threads(1);
            return null;
        }
        catch (Exception exception)
            when (exception is TypeInitializationException or TypeLoadException or BadImageFormatException or NotSupportedException)
        {
            return Sentence(exception);
        }
    }

    internal static string Sentence(Exception exception) =>
        $"libtorch cannot be loaded ({LibtorchFailure.Explain(exception).Reason}); run actorcritic doctor, which says what to do.";
}
