using System.Net.Sockets;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>Everything the checks ask of a machine, so that a test can be any machine.</summary>
internal interface IMachine
{
    /// <summary>The .NET runtime this process runs on.</summary>
    Version RuntimeVersion { get; }

    /// <summary>The .NET SDK that would build here, or null when there is none that global.json accepts.</summary>
    string? SdkVersion { get; }

    /// <summary>The folder of this project's solution at or above the current folder; null outside a source tree.</summary>
    string? SourceTree { get; }

    /// <summary>Name and version of the operating system, for reading.</summary>
    string OperatingSystem { get; }

    /// <summary>Operating system and processor as NuGet names them: linux-x64, linux-musl-x64, win-x64, osx-arm64, …</summary>
    string Platform { get; }

    /// <summary>libstdc++ of this process on Linux; null when there is none, and on other systems.</summary>
    CxxRuntime? CxxRuntime { get; }

    /// <summary>Processors this process may use, container limits included.</summary>
    int ProcessorCount { get; }

    /// <summary>Width of the widest vector that the hardware accelerates, in bits; 0 when none is.</summary>
    int VectorBits { get; }

    /// <summary>Whether the program was built with libtorch.</summary>
    bool HasLibtorch { get; }

    /// <summary>Loads TorchSharp's native library and all that it needs, without TorchSharp.</summary>
    /// <exception cref="DllNotFoundException">It does not load; the message has the system loader's reasons.</exception>
    /// <exception cref="BadImageFormatException">It is a library for another platform.</exception>
    void LoadTorchSharpLibrary();

    /// <summary>Adds two vectors of equal length as tensors.</summary>
    float[] AddTensors(float[] left, float[] right);

    /// <summary>Listens for a moment on a TCP port, on every address, and returns the port; 0 lets the system choose.</summary>
    /// <exception cref="SocketException">The port is taken or may not be opened.</exception>
    int OpenPort(int port);

    /// <summary>Writes and deletes a file in the folder, or in the nearest one above it that exists; creates no folder.</summary>
    /// <exception cref="IOException">The path cannot be a folder, or the disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing is not allowed.</exception>
    void WriteProbeFile(string folder);
}
