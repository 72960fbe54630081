using System.Reflection;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Versions of this program and of the packages that a run's numbers depend on.</summary>
public static class PackageVersions
{
    /// <summary>Version by package name, in the order they matter. The program's own carries the commit it was built from.</summary>
    public static IReadOnlyDictionary<string, string> Collect() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ActorCritic.Distributed"] = InformationalVersion(typeof(PackageVersions)),
        ["TorchSharp"] = WithoutCommit(typeof(TorchSharp.torch)),
        ["libtorch"] = TorchSharp.torch.__version__,
        ["System.Numerics.Tensors"] = WithoutCommit(typeof(System.Numerics.Tensors.TensorPrimitives)),
        ["Akka"] = WithoutCommit(typeof(Akka.Actor.ActorSystem)),
        ["Google.Protobuf"] = WithoutCommit(typeof(Google.Protobuf.IMessage)),
    };

    private static string WithoutCommit(Type type) => InformationalVersion(type).Split('+')[0];

    private static string InformationalVersion(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? type.Assembly.GetName().Version?.ToString()
        ?? "unknown";
}
