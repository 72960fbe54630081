using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.Build.Framework;

namespace ActorCritic.Distributed.Build.Tests;

public sealed partial class WeakenedCopySpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weakened-copy-").FullName;
    private readonly ElfLibraryBuilder _builder = ElfLibraryBuilder.LikeTorchSharp();
    private readonly byte[] _original;
    private readonly string _library;
    private readonly string _copy;

    public WeakenedCopySpecs()
    {
        _original = _builder.Build();
        _library = Path.Combine(_folder, "package.so");
        _copy = Path.Combine(_folder, "output.so");
        File.WriteAllBytes(_library, _original);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_copy_differs_from_the_library_in_the_weak_flag_alone()
    {
        Assert.Equal(WeakeningOutcome.Weakened, Weaken().Outcome);

        byte[] expected = [.. _original];
        expected[_builder.FlagsOffset] = 0x2;
        Assert.Equal(expected, File.ReadAllBytes(_copy));
        Assert.Equal(_original, File.ReadAllBytes(_library));
    }

    [Fact]
    public void Writing_twice_gives_the_same_copy_and_leaves_no_other_file()
    {
        Weaken();
        byte[] first = File.ReadAllBytes(_copy);
        Weaken();

        Assert.Equal(first, File.ReadAllBytes(_copy));
        Assert.Equal([_copy, _library], Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void A_weakened_copy_is_not_weakened_again()
    {
        Weaken();
        string second = Path.Combine(_folder, "second.so");

        Assert.Equal(WeakeningOutcome.AlreadyWeak, VersionRequirement.WriteWeakenedCopy(_copy, second, ElfLibraryBuilder.Version, ElfLibraryBuilder.Symbol).Outcome);
        Assert.False(File.Exists(second));
    }

    [Fact]
    public void A_copy_of_an_earlier_build_goes_when_the_library_no_longer_allows_one()
    {
        Weaken();
        File.WriteAllBytes(_library, ElfLibraryBuilder.LikeTorchSharp().RelocatedInPlt(ElfLibraryBuilder.Symbol).Build());

        Assert.Equal(WeakeningOutcome.Refused, Weaken().Outcome);
        Assert.False(File.Exists(_copy));
    }

    [UnixFact]
    public void A_copy_that_was_a_hard_link_to_the_library_leaves_the_library_as_it_is()
    {
        Assert.Equal(0, CreateHardLink(_library, _copy));
        Weaken();

        Assert.Equal(_original, File.ReadAllBytes(_library));
        Assert.NotEqual(_original, File.ReadAllBytes(_copy));
    }

    [UnixFact]
    public void A_copy_that_was_a_symbolic_link_to_the_library_leaves_the_library_as_it_is()
    {
        File.CreateSymbolicLink(_copy, _library);
        Weaken();

        Assert.Equal(_original, File.ReadAllBytes(_library));
        Assert.NotEqual(_original, File.ReadAllBytes(_copy));
    }

    [Fact]
    public void The_build_warns_and_goes_on_when_the_library_may_not_be_changed()
    {
        File.WriteAllText(_library, "no library");
        var build = new RecordedBuild();

        Assert.True(TaskOf(build).Execute());
        Assert.Contains("no ELF file", Assert.Single(build.Warnings), StringComparison.Ordinal);
        Assert.Empty(build.Errors);
        Assert.False(File.Exists(_copy));
    }

    [Fact]
    public void The_build_stops_with_the_path_when_the_copy_cannot_be_written()
    {
        Directory.CreateDirectory(_copy);
        var build = new RecordedBuild();

        Assert.False(TaskOf(build).Execute());
        Assert.Contains(_copy, Assert.Single(build.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_build_says_nothing_loud_when_all_is_well()
    {
        var build = new RecordedBuild();

        Assert.True(TaskOf(build).Execute());
        Assert.Empty(build.Warnings);
        Assert.Empty(build.Errors);
        Assert.True(File.Exists(_copy));
    }

    private Weakening Weaken() => VersionRequirement.WriteWeakenedCopy(_library, _copy, ElfLibraryBuilder.Version, ElfLibraryBuilder.Symbol);

    private WeakenVersionRequirement TaskOf(IBuildEngine build) =>
        new() { BuildEngine = build, Library = _library, Copy = _copy, Version = ElfLibraryBuilder.Version, Symbol = ElfLibraryBuilder.Symbol };

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateHardLink(string existing, string link);

    private sealed class RecordedBuild : IBuildEngine
    {
        public List<string> Warnings { get; } = [];
        public List<string> Errors { get; } = [];
        public bool ContinueOnError => false;
        public int LineNumberOfTaskNode => 0;
        public int ColumnNumberOfTaskNode => 0;
        public string ProjectFileOfTaskNode => "";

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e.Message ?? "");

        public void LogWarningEvent(BuildWarningEventArgs e) => Warnings.Add(e.Message ?? "");

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;
    }

    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such call of libc." : null;
    }
}
