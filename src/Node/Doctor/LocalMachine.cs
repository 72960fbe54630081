using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>The machine this process runs on.</summary>
internal sealed class LocalMachine : IMachine
{
    private const string Solution = "ActorCritic.Distributed.sln";
    private const string MemoryMaps = "/proc/self/maps";

    public Version RuntimeVersion => Environment.Version;

    public string? SdkVersion
    {
        get
        {
            var question = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            try
            {
                using Process dotnet = Process.Start(question)!;
                dotnet.ErrorDataReceived += (_, _) => { };
                dotnet.BeginErrorReadLine();
                string answer = dotnet.StandardOutput.ReadToEnd().Trim();
                dotnet.WaitForExit();
                return dotnet.ExitCode == 0 ? answer : null;
            }
            catch (Win32Exception)
            {
                return null;
            }
        }
    }

    public string? SourceTree
    {
        get
        {
            for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Solution)))
                    return folder.FullName;
            }

            return null;
        }
    }

    public string OperatingSystem => RuntimeInformation.OSDescription;

    public string Platform
    {
        get
        {
            string system = System.OperatingSystem.IsWindows() ? "win"
                : System.OperatingSystem.IsMacOS() ? "osx"
                : !System.OperatingSystem.IsLinux() ? "unknown"
                : File.ReadAllText(MemoryMaps).Contains("/ld-musl-", StringComparison.Ordinal) ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    public CxxRuntime? CxxRuntime
    {
        get
        {
            // .NET itself is linked with libstdc++, except where all of it stands in one file.
            if (!System.OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libstdc++.so.6", out _))
                return null;
            return Doctor.CxxRuntime.FindMapped(File.ReadAllText(MemoryMaps)) is { } path
                ? new CxxRuntime(path, Doctor.CxxRuntime.RevisionOf(File.ReadAllBytes(path)))
                : null;
        }
    }

    public int ProcessorCount => Environment.ProcessorCount;

    public int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    public bool HasLibtorch => TorchRuntime.IsPartOfTheBuild;

    public void LoadTorchSharpLibrary() => NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);

    public float[] AddTensors(float[] left, float[] right)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (torch.tensor(left) + torch.tensor(right)).data<float>().ToArray();
    }

    public int OpenPort(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void WriteProbeFile(string folder)
    {
        string existing = folder;
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
                throw new IOException($"{existing} is a file.");
            existing = Path.GetDirectoryName(existing) ?? throw new IOException($"{existing} does not exist.");
        }

        string probe = Path.Combine(existing, $".actorcritic-doctor-{Guid.NewGuid():N}");
        using FileStream file = File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose);
        file.WriteByte(0);
        file.Flush();
    }
}
