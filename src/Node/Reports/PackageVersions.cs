using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Versions of this program and of the packages that a run's numbers depend on.</summary>
public static class PackageVersions
{
    /// <summary>
    /// Version by package name, in the order they matter. The program's own carries the commit it was built from; TorchSharp and libtorch are among them
    /// if this process has loaded them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Collect()
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal) { ["ActorCritic.Distributed"] = InformationalVersion(typeof(PackageVersions)) };
        if (TorchRuntime.IsLoaded)
            AddTorch(versions);
        versions["System.Numerics.Tensors"] = WithoutCommit(typeof(System.Numerics.Tensors.TensorPrimitives));
        versions["Akka"] = WithoutCommit(typeof(Akka.Actor.ActorSystem));
        versions["Google.Protobuf"] = WithoutCommit(typeof(Google.Protobuf.IMessage));
        return versions;
    }

    /// <summary>A method of its own, for one that only mentions TorchSharp makes the runtime load its assembly.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddTorch(Dictionary<string, string> versions)
    {
        versions["TorchSharp"] = WithoutCommit(typeof(TorchSharp.torch));
        versions["libtorch"] = TorchSharp.torch.__version__;
    }

    private static string WithoutCommit(Type type) => InformationalVersion(type).Split('+')[0];

    private static string InformationalVersion(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? type.Assembly.GetName().Version?.ToString()
        ?? "unknown";
}
