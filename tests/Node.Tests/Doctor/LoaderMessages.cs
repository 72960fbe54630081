namespace ActorCritic.Distributed.Node.Tests.Doctor;

/// <summary>What NativeLibrary.Load really said for TorchSharp 0.107.0 on Debian 12 with .NET 10.0.12, the program being in /app.</summary>
internal static class LoaderMessages
{
    /// <summary>The library as the package ships it.</summary>
    public static readonly string MissingGlibcxx =
        Around("/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)");

    /// <summary>libtorch.so deleted.</summary>
    public static readonly string MissingDependency = Around("libtorch.so: cannot open shared object file: No such file or directory");

    /// <summary>libLibTorchSharp.so deleted.</summary>
    public static readonly string MissingLibrary = Around("/app/libLibTorchSharp.so: cannot open shared object file: No such file or directory");

    /// <summary>libLibTorchSharp.so replaced by three bytes.</summary>
    public static readonly string DamagedLibrary = Around("/app/libLibTorchSharp.so: file too short");

    public static string Around(string reason) => $"""
        Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace. If you're using glibc, consider setting the LD_DEBUG environment variable: 
        /app/LibTorchSharp.so: cannot open shared object file: No such file or directory
        /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/LibTorchSharp.so: cannot open shared object file: No such file or directory
        {reason}
        /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/libLibTorchSharp.so: cannot open shared object file: No such file or directory
        /app/LibTorchSharp: cannot open shared object file: No such file or directory
        /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/LibTorchSharp: cannot open shared object file: No such file or directory
        /app/libLibTorchSharp: cannot open shared object file: No such file or directory
        /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/libLibTorchSharp: cannot open shared object file: No such file or directory

        """;
}
