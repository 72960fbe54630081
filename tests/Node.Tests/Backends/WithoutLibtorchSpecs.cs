using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;

namespace ActorCritic.Distributed.Node.Tests.Backends;

/// <summary>The program beside which there is no libtorch, in a process of its own.</summary>
public sealed class WithoutLibtorchSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Training_and_all_its_files_need_none()
    {
        var program = CopyWithoutLibtorch();
        var run = _folder.In("run");

        var (exitCode, output, errors) = await ProgramProcess.RunAsync(
            program, "train", "--seed", "1", "--workers", "1", "--max-steps", "2000", "--no-stop", "--evaluation-episodes", "2", "--out", run);

        Assert.Equal("", errors);
        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.Contains("backend simd", output, StringComparison.Ordinal);
        var folder = RunFolder.At(run);
        var summary = RunSummary.Load(folder.SummaryFile);
        Assert.True(summary.EnvironmentSteps >= 2000);
        Assert.DoesNotContain("libtorch", summary.Packages.Keys);
        Assert.True(TensorBoardEvents.Read(Assert.Single(Directory.GetFiles(run, "events.out.tfevents.*"))).Count > 1);
        Assert.Equal(0, (await ProgramProcess.RunAsync(program, "evaluate", run, "--episodes", "3")).ExitCode);
    }

    [Fact]
    public async Task Who_asks_for_torch_is_told_so_before_anything_starts()
    {
        var (exitCode, _, errors) = await ProgramProcess.RunAsync(CopyWithoutLibtorch(), "train", "--backend", "torch", "--out", _folder.In("run"));

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.StartsWith("libtorch cannot be loaded", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("run")));
    }

    /// <summary>
    /// The managed assemblies and what else is native, but nothing of libtorch. Without the list of dependencies the host takes what is in the folder.
    /// </summary>
    private string CopyWithoutLibtorch()
    {
        var target = Directory.CreateDirectory(_folder.In("program")).FullName;
        foreach (var file in new DirectoryInfo(AppContext.BaseDirectory).EnumerateFiles())
        {
            var name = file.Name;
            if (file.Extension == ".dll" || name.StartsWith("libSkia", StringComparison.Ordinal) || name == "actorcritic.runtimeconfig.json")
                file.CopyTo(Path.Combine(target, name));
        }

        Assert.DoesNotContain(Directory.GetFiles(target), file => Path.GetFileName(file).StartsWith("lib", StringComparison.Ordinal) && file.Contains("orch", StringComparison.Ordinal));
        return Path.Combine(target, "actorcritic.dll");
    }
}
