using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

/// <summary>A machine on which every check holds, unless a test says otherwise.</summary>
internal sealed class FakeMachine : IMachine
{
    public Version RuntimeVersion { get; init; } = new(10, 0, 12);
    public string? SdkVersion { get; init; } = "10.0.401";
    public string? SourceTree { get; init; }
    public string OperatingSystem { get; init; } = "Debian GNU/Linux 13 (trixie)";
    public string Platform { get; init; } = "linux-x64";
    public CxxRuntime? CxxRuntime { get; init; } = new("/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.33", 33);
    public int ProcessorCount { get; init; } = 8;
    public int VectorBits { get; init; } = 256;
    public bool HasLibtorch { get; init; } = true;
    public Exception? LoadFault { get; init; }
    public Exception? AddFault { get; init; }
    public float[] Sum { get; init; } = [4, 6];
    public Exception? PortFault { get; init; }
    public Exception? WriteFault { get; init; }

    public void LoadTorchSharpLibrary()
    {
        if (LoadFault is not null)
            throw LoadFault;
    }

    public float[] AddTensors(float[] left, float[] right)
    {
        Assert.Null(LoadFault);
        return AddFault is null ? Sum : throw AddFault;
    }

    public int OpenPort(int port) => PortFault is null ? port == 0 ? 49152 : port : throw PortFault;

    public void WriteProbeFile(string folder)
    {
        if (WriteFault is not null)
            throw WriteFault;
    }
}
