using System.Reflection;
using ActorCritic.Distributed.Node.Doctor;
using TorchSharp;

namespace ActorCritic.Distributed.Node;

/// <summary>libtorch's state that is the whole process's affair.</summary>
internal static class TorchRuntime
{
    private const string NotInThisBuild =
        "This build of the program has no libtorch: use --backend simd, or a build that was not published with -p:WithTorch=false.";

    private static readonly Lazy<string?> Fault = new(() => !IsPartOfTheBuild ? NotInThisBuild : Load(new LocalMachine().LoadTorchSharpLibrary, () => torch.set_num_threads(1)));

    /// <summary>Whether this build of the program comes with libtorch.</summary>
    public static bool IsPartOfTheBuild => typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "WithTorch")?.Value != "false";

    /// <summary>Whether libtorch is loaded, and with it whether the numbers of this process may depend on it.</summary>
    public static bool IsLoaded => Fault is { IsValueCreated: true, Value: null };

    /// <summary>Loads libtorch, if it is not loaded yet, with one thread for each of its operations; each thread that computes says so once more (<see cref="Algorithm.Networks.TorchPolicyNetwork"/>).</summary>
    /// <remarks>
    /// The native library is loaded without TorchSharp first: where it does not load, TorchSharp prints a page that
    /// blames a missing package and copies half a gigabyte about before it gives up.
    /// </remarks>
    /// <returns>One sentence on why it cannot be loaded; null if it is.</returns>
    public static string? Initialize() => Fault.Value;

    /// <param name="loadLibrary">Loads the native library alone.</param>
    /// <param name="configure">The first use of TorchSharp itself.</param>
    internal static string? Load(Action loadLibrary, Action configure)
    {
        try
        {
            loadLibrary();
            configure();
            return null;
        }
        catch (Exception exception)
            when (exception is TypeInitializationException or TypeLoadException or BadImageFormatException or NotSupportedException)
        {
            var (reason, _) = LibtorchFailure.Explain(exception);
            return $"libtorch cannot be loaded ({reason}); run actorcritic doctor, which says what to do.";
        }
    }
}
