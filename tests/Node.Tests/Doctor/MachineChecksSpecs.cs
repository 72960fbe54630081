using System.Net.Sockets;
using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

public class MachineChecksSpecs
{
    [Fact]
    public void Runtime_and_sdk_are_both_named() =>
        AssertPassed(MachineChecks.DotNet(new FakeMachine()), "runtime 10.0.12, SDK 10.0.401");

    [Fact]
    public void An_older_runtime_fails() =>
        AssertFailed(MachineChecks.DotNet(new FakeMachine { RuntimeVersion = new Version(9, 0, 4) }), "9.0.4", "install the .NET 10 runtime");

    [Fact]
    public void A_published_program_needs_no_sdk() =>
        AssertPassed(MachineChecks.DotNet(new FakeMachine { SdkVersion = null }), "no SDK");

    [Fact]
    public void A_source_tree_needs_an_sdk() =>
        AssertFailed(MachineChecks.DotNet(new FakeMachine { SdkVersion = null, SourceTree = "/home/a/src" }), "/home/a/src", "install the .NET 10 SDK");

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public void Platforms_with_a_libtorch_pass(string platform) =>
        AssertPassed(MachineChecks.OperatingSystem(new FakeMachine { Platform = platform }), platform);

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("linux-arm64")]
    [InlineData("osx-x64")]
    [InlineData("win-arm64")]
    public void Platforms_without_a_libtorch_fail(string platform) =>
        AssertFailed(MachineChecks.OperatingSystem(new FakeMachine { Platform = platform }), platform, "use linux-x64, win-x64, osx-arm64");

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("linux-arm64")]
    public void A_build_without_libtorch_runs_on_every_platform_and_says_what_it_lacks(string platform)
    {
        var machine = new FakeMachine { Platform = platform, HasLibtorch = false, CxxRuntime = null, LoadFault = new DllNotFoundException() };

        AssertPassed(MachineChecks.OperatingSystem(machine), platform);
        AssertPassed(MachineChecks.Libtorch(machine), "publish without -p:WithTorch=false for --backend torch");
        Assert.All(MachineChecks.Perform(machine, new DoctorOptions(".", 0)), check => Assert.True(check.Passed, check.ToString()));
    }

    [Fact]
    public void A_cxx_runtime_with_all_that_is_asked_for_passes_without_remark() =>
        Assert.Equal("GLIBCXX_3.4.32 in /lib/x", MachineChecks.CxxRuntime(new FakeMachine { CxxRuntime = new("/lib/x", 32) }).Detail);

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    public void A_cxx_runtime_that_only_lacks_the_unused_version_passes_with_a_remark(int revision) =>
        AssertPassed(MachineChecks.CxxRuntime(new FakeMachine { CxxRuntime = new("/lib/x", revision) }), "unused request for 3.4.32");

    [Fact]
    public void A_cxx_runtime_that_lacks_a_used_version_fails() =>
        AssertFailed(MachineChecks.CxxRuntime(new FakeMachine { CxxRuntime = new("/lib/x", 29) }), "TorchSharp needs 3.4.30", "Debian 12");

    [Fact]
    public void No_cxx_runtime_fails_on_linux() =>
        AssertFailed(MachineChecks.CxxRuntime(new FakeMachine { CxxRuntime = null }), "no libstdc++.so.6", "install libstdc++6");

    [Fact]
    public void No_cxx_runtime_is_expected_elsewhere() =>
        AssertPassed(MachineChecks.CxxRuntime(new FakeMachine { CxxRuntime = null, Platform = "win-x64" }), "the system's own");

    [Fact]
    public void Libtorch_passes_when_it_loads_and_adds() =>
        AssertPassed(MachineChecks.Libtorch(new FakeMachine()), "[4, 6]");

    [Fact]
    public void Libtorch_that_does_not_load_fails_before_torchsharp_is_touched() =>
        AssertFailed(
            MachineChecks.Libtorch(new FakeMachine { LoadFault = new DllNotFoundException(LoaderMessages.MissingGlibcxx) }),
            "libLibTorchSharp.so asks for GLIBCXX_3.4.32",
            "-p:WeakenGlibcxxRequirement=true");

    [Fact]
    public void Libtorch_that_loads_and_then_throws_fails_with_what_it_threw() =>
        AssertFailed(
            MachineChecks.Libtorch(new FakeMachine { AddFault = new TypeInitializationException("TorchSharp.torch", new NotSupportedException("No backend.\nTrace")) }),
            "NotSupportedException: No backend.",
            "install the program again");

    [Fact]
    public void Libtorch_that_adds_wrongly_fails_with_the_sum() =>
        AssertFailed(MachineChecks.Libtorch(new FakeMachine { Sum = [4, 7] }), "= [4, 7]", "install the program again");

    [Fact]
    public void Two_cores_pass() => AssertPassed(MachineChecks.Cores(new FakeMachine { ProcessorCount = 2 }), "2");

    [Fact]
    public void One_core_fails() => AssertFailed(MachineChecks.Cores(new FakeMachine { ProcessorCount = 1 }), "1", "two or more");

    [Theory]
    [InlineData("linux-x64", 256)]
    [InlineData("win-x64", 512)]
    [InlineData("osx-arm64", 128)]
    public void Vectors_as_wide_as_the_processor_family_has_them_pass(string platform, int bits) =>
        AssertPassed(MachineChecks.Simd(new FakeMachine { Platform = platform, VectorBits = bits }), $"{bits} bits, {bits / 32} floats");

    [Theory]
    [InlineData("linux-x64", 128, "instead of 8")]
    [InlineData("osx-arm64", 0, "instead of 4")]
    public void Narrower_vectors_fail(string platform, int bits, string expected) =>
        AssertFailed(MachineChecks.Simd(new FakeMachine { Platform = platform, VectorBits = bits }), expected, "DOTNET_EnableHWIntrinsic");

    [Fact]
    public void Any_free_port_passes() => AssertPassed(MachineChecks.Port(new FakeMachine(), 0), "TCP 49152, chosen by the system");

    [Fact]
    public void The_port_that_was_asked_for_passes_when_it_is_free() => AssertPassed(MachineChecks.Port(new FakeMachine(), 4053), "TCP 4053");

    [Fact]
    public void A_port_in_use_fails() =>
        AssertFailed(
            MachineChecks.Port(new FakeMachine { PortFault = new SocketException((int)SocketError.AddressAlreadyInUse) }, 4053), "TCP 4053", "--port");

    [Fact]
    public void A_machine_that_allows_no_port_at_all_fails() =>
        AssertFailed(MachineChecks.Port(new FakeMachine { PortFault = new SocketException((int)SocketError.AccessDenied) }, 0), "none", "allow this program");

    [Fact]
    public void A_writable_runs_folder_passes() =>
        AssertPassed(MachineChecks.RunsFolder(new FakeMachine(), "/home/a/runs"), "/home/a/runs can be written");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_runs_folder_that_cannot_be_written_fails(bool isDenied)
    {
        Exception fault = isDenied ? new UnauthorizedAccessException("Permission denied.") : new IOException("No space left on device.");

        AssertFailed(MachineChecks.RunsFolder(new FakeMachine { WriteFault = fault }, "/home/a/runs"), $"/home/a/runs cannot be written: {fault.Message}", "--out");
    }

    private static void AssertPassed(CheckResult result, string detail)
    {
        Assert.True(result.Passed, result.ToString());
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
        Assert.Empty(result.Remedy);
    }

    private static void AssertFailed(CheckResult result, string detail, string remedy)
    {
        Assert.False(result.Passed, result.ToString());
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Remedy, StringComparison.Ordinal);
    }
}
