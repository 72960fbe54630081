using System.Net;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

/// <summary>The real probes, as far as they have to give the same answer on every machine that builds this.</summary>
public sealed class LocalMachineSpecs : IDisposable
{
    private readonly LocalMachine _machine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("local-machine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_tests_run_on_the_runtime_and_platform_that_the_checks_ask_for()
    {
        Assert.True(MachineChecks.DotNet(_machine).Passed);
        Assert.True(MachineChecks.OperatingSystem(_machine).Passed);
        Assert.True(MachineChecks.CxxRuntime(_machine).Passed);
    }

    [Fact]
    public void The_tests_are_built_by_an_sdk_from_a_source_tree()
    {
        Assert.Matches(@"^10\.", _machine.SdkVersion);
        Assert.True(File.Exists(Path.Combine(_machine.SourceTree!, "Directory.Packages.props")));
    }

    [Fact]
    public void Libtorch_loads_and_adds() => Assert.Equal("loads, and [1, 2] + [3, 4] = [4, 6]", MachineChecks.Libtorch(_machine).Detail);

    [Fact]
    public void A_port_that_somebody_listens_on_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        int taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Throws<SocketException>(() => _machine.OpenPort(taken));
    }

    [Fact]
    public void A_port_of_the_systems_choice_is_free() => Assert.InRange(_machine.OpenPort(0), 1, 65535);

    [Fact]
    public void Probing_a_folder_leaves_nothing_behind()
    {
        _machine.WriteProbeFile(_folder);
        _machine.WriteProbeFile(Path.Combine(_folder, "runs", "today"));

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/runs")]
    public void A_folder_cannot_be_where_a_file_is(string path)
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        var fault = Assert.Throws<IOException>(() => _machine.WriteProbeFile(Path.Combine(_folder, path)));
        Assert.Equal($"{Path.Combine(_folder, "file")} is a file.", fault.Message);
    }
}
