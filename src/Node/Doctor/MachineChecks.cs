using System.Net.Sockets;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>The checks of a machine, in the order in which a fault of one explains a fault of the next.</summary>
internal static class MachineChecks
{
    /// <summary>The GLIBCXX_3.4.N that TorchSharp 0.107.0's symbols are really bound to (std::condition_variable::wait).</summary>
    public const int RequiredGlibcxxRevision = 30;

    /// <summary>The one it asks for on top, which the build makes it do without (docs/decisions/0001-glibcxx-compatibility.md).</summary>
    public const int RequestedGlibcxxRevision = 32;

    private const string DotNetDownload = "https://dotnet.microsoft.com/download/dotnet/10.0";

    /// <summary>The platforms that the package TorchSharp-cpu has a libtorch for.</summary>
    private static readonly string[] Platforms = ["linux-x64", "win-x64", "osx-arm64"];

    /// <summary>Performs the checks one by one, while the results are read.</summary>
    public static IEnumerable<CheckResult> Perform(IMachine machine, DoctorOptions options)
    {
        yield return DotNet(machine);
        yield return OperatingSystem(machine);
        if (machine.HasLibtorch)
            yield return CxxRuntime(machine);
        yield return Libtorch(machine);
        yield return Cores(machine);
        yield return Simd(machine);
        yield return Port(machine, options.Port);
        yield return RunsFolder(machine, options.RunsFolder);
    }

    /// <summary>A published program needs the runtime alone; whoever stands in the source tree wants to build and needs an SDK.</summary>
    public static CheckResult DotNet(IMachine machine)
    {
        const string name = ".NET";
        if (machine.RuntimeVersion.Major < 10)
            return CheckResult.Fail(name, $"runtime {machine.RuntimeVersion}", $"install the .NET 10 runtime from {DotNetDownload}");
        if (machine.SdkVersion is { } sdk)
            return CheckResult.Pass(name, $"runtime {machine.RuntimeVersion}, SDK {sdk}");
        if (machine.SourceTree is not { } tree)
            return CheckResult.Pass(name, $"runtime {machine.RuntimeVersion}; no SDK, which only building from source needs");

        var missing = $"runtime {machine.RuntimeVersion}, but no SDK that global.json in {tree} accepts";
        return CheckResult.Fail(name, missing, $"install the .NET 10 SDK from {DotNetDownload}");
    }

    public static CheckResult OperatingSystem(IMachine machine)
    {
        const string name = "Operating system";
        var detail = $"{machine.OperatingSystem}, {machine.Platform}";
        return !machine.HasLibtorch || Platforms.Contains(machine.Platform)
            ? CheckResult.Pass(name, detail)
            : CheckResult.Fail(name, detail, $"use {string.Join(", ", Platforms)}: libtorch exists for no other platform");
    }

    public static CheckResult CxxRuntime(IMachine machine)
    {
        const string name = "C++ runtime";
        if (!machine.Platform.StartsWith("linux-", StringComparison.Ordinal))
            return CheckResult.Pass(name, "the system's own, tried by the next line");
        if (machine.CxxRuntime is not { } runtime)
            return CheckResult.Fail(name, "no libstdc++.so.6", "install libstdc++6 (Debian, Ubuntu) or libstdc++ (Fedora, RHEL)");

        var detail = $"GLIBCXX_3.4.{runtime.Revision} in {runtime.Path}";
        return runtime.Revision switch
        {
            < RequiredGlibcxxRevision =>
                CheckResult.Fail(name, $"{detail}, but TorchSharp needs 3.4.{RequiredGlibcxxRevision}", "use Debian 12, Ubuntu 22.04 or newer"),
            < RequestedGlibcxxRevision =>
                CheckResult.Pass(name, $"{detail}; enough with TorchSharp's unused request for 3.4.{RequestedGlibcxxRevision} weakened"),
            _ => CheckResult.Pass(name, detail),
        };
    }

    /// <summary>Loads the native library without TorchSharp first.</summary>
    /// <remarks>TorchSharp alone would hide the reason: it blames a missing package, and copies half a gigabyte about before it gives up.</remarks>
    public static CheckResult Libtorch(IMachine machine)
    {
        const string name = "libtorch";
        if (!machine.HasLibtorch)
            return CheckResult.Pass(name, "not part of this build, which computes by vector instructions; publish without -p:WithTorch=false for --backend torch");
        float[] sum;
        try
        {
            machine.LoadTorchSharpLibrary();
            sum = machine.AddTensors([1, 2], [3, 4]);
        }
        catch (Exception fault)
        {
            // Whatever a foreign library throws is what this check looks for.
            (string reason, string remedy) = LibtorchFailure.Explain(fault);
            return CheckResult.Fail(name, $"does not load: {reason}", remedy);
        }

        return sum is [4, 6]
            ? CheckResult.Pass(name, "loads, and [1, 2] + [3, 4] = [4, 6]")
            : CheckResult.Fail(name, $"loads, but [1, 2] + [3, 4] = [{string.Join(", ", sum)}]", "install the program again, or use another processor");
    }

    public static CheckResult Cores(IMachine machine)
    {
        const string name = "Cores";
        return machine.ProcessorCount >= 2
            ? CheckResult.Pass(name, $"{machine.ProcessorCount}")
            : CheckResult.Fail(name, $"{machine.ProcessorCount}", "give the machine or container two or more; with one, training works but slowly");
    }

    public static CheckResult Simd(IMachine machine)
    {
        const string name = "SIMD width";
        int expected = machine.Platform.EndsWith("-x64", StringComparison.Ordinal) ? 256 : 128;
        var detail = $"{machine.VectorBits} bits, {machine.VectorBits / 32} floats at a time";
        return machine.VectorBits >= expected
            ? CheckResult.Pass(name, detail)
            : CheckResult.Fail(
                name,
                $"{detail} instead of {expected / 32}",
                "unset DOTNET_EnableHWIntrinsic and DOTNET_EnableAVX2, and let a virtual machine see the host's processor; until then training is slow");
    }

    public static CheckResult Port(IMachine machine, int port)
    {
        const string name = "Free port";
        try
        {
            int opened = machine.OpenPort(port);
            return CheckResult.Pass(name, port == 0 ? $"TCP {opened}, chosen by the system" : $"TCP {opened}");
        }
        catch (SocketException fault)
        {
            return port == 0
                ? CheckResult.Fail(name, $"none: {fault.Message}", "allow this program to listen on TCP ports (firewall, container or sandbox settings)")
                : CheckResult.Fail(name, $"TCP {port}: {fault.Message}", "stop the program that listens there, or name another with --port");
        }
    }

    public static CheckResult RunsFolder(IMachine machine, string folder)
    {
        const string name = "Runs folder";
        try
        {
            machine.WriteProbeFile(folder);
            return CheckResult.Pass(name, $"{folder} can be written");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Fail(name, $"{folder} cannot be written: {fault.Message}", "make it writable, or name another with --out");
        }
    }
}
