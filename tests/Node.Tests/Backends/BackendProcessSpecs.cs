using System.Runtime.Intrinsics;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.Backends;

/// <summary>What a backend loads and which instructions it uses is settled for a whole process.</summary>
public sealed class BackendProcessSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", 128)]
    [InlineData("DOTNET_EnableAVX", 128)]
    [InlineData("DOTNET_EnableAVX512", 256)]
    public async Task Training_goes_on_where_the_processor_has_fewer_instructions(string switchedOff, int widest)
    {
        var run = _folder.In("run");

        var (exitCode, output, errors) = await ProgramProcess.RunAsync(
            ProgramProcess.Built, new Dictionary<string, string> { [switchedOff] = "0" },
            "train", "--backend", "simd", "--seed", "1", "--workers", "1", "--max-steps", "2000", "--no-stop", "--evaluation-episodes", "2", "--out", run);

        Assert.Equal("", errors);
        Assert.Equal(ExitCodes.Success, exitCode);
        var bits = Vector256.IsHardwareAccelerated ? widest : 128;
        Assert.Contains($"vectors of {bits} bits", output, StringComparison.Ordinal);
        Assert.True(RunSummary.Load(RunFolder.At(run).SummaryFile).EnvironmentSteps >= 2000);
    }

    [Theory]
    [InlineData("simd", false)]
    [InlineData("torch", true)]
    public async Task Libtorch_is_loaded_by_who_needs_it_and_by_nobody_else(string backend, bool isLoaded)
    {
        // The loader of Linux writes down what it loads.
        if (!OperatingSystem.IsLinux())
            return;

        var (exitCode, _, _) = await ProgramProcess.RunAsync(
            ProgramProcess.Built, new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = _folder.In("loaded") },
            "train", "--backend", backend, "--seed", "1", "--workers", "1", "--max-steps", "2000", "--no-stop", "--evaluation-episodes", "2", "--out", _folder.In("run"));

        Assert.Equal(ExitCodes.Success, exitCode);
        var loaded = Directory.GetFiles(_folder.In("."), "loaded.*").SelectMany(File.ReadLines).Where(line => line.Contains("file=", StringComparison.Ordinal)).ToArray();
        Assert.Contains(loaded, line => line.Contains("libcoreclr", StringComparison.Ordinal));
        Assert.Equal(isLoaded, loaded.Any(line => line.Contains("libtorch", StringComparison.OrdinalIgnoreCase)));
    }
}
