using System;
using System.IO;
using TorchSharp;

namespace ActorCritic.Distributed.Build.Tests;

/// <summary>The real library in this project's own output folder, where the build step has put it.</summary>
public class TorchSharpLibrarySpecs
{
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [Fact]
    public void TorchSharp_loads_on_this_machine()
    {
        using DisposeScope scope = torch.NewDisposeScope();

        Assert.Equal(5f, (torch.full(2, 2f) + torch.full(2, 3f))[1].item<float>());
    }

    [LinuxFact]
    public void What_the_package_ships_may_be_weakened_and_what_was_weakened_is_known_as_such()
    {
        byte[] image = File.ReadAllBytes(Library);
        Weakening asBuilt = VersionRequirement.Decide(image, ElfLibraryBuilder.Version, ElfLibraryBuilder.Symbol);
        Assert.Contains(asBuilt.Outcome, new[] { WeakeningOutcome.Weakened, WeakeningOutcome.AlreadyWeak });

        // 260,660 is where readelf -V shows the flags of GLIBCXX_3.4.32 in TorchSharp 0.107.0: .gnu.version_r at 0x3f8f0, entry 0x140, field 4.
        const int flags = 0x3f8f0 + 0x140 + 4;
        image[flags] = 0;
        Assert.Equal(flags, VersionRequirement.Decide(image, ElfLibraryBuilder.Version, ElfLibraryBuilder.Symbol).FlagsOffset);
    }

    private sealed class LinuxFactAttribute : FactAttribute
    {
        public LinuxFactAttribute() => Skip = File.Exists(Library) ? null : "TorchSharp ships an ELF library for Linux only.";
    }
}
