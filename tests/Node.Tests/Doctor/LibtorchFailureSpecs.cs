using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

public class LibtorchFailureSpecs
{
    [Fact]
    public void The_version_that_the_build_can_do_without_is_named_with_the_way_to_do_it()
    {
        (string reason, string remedy) = LibtorchFailure.Explain(new DllNotFoundException(LoaderMessages.MissingGlibcxx));

        Assert.Equal("libLibTorchSharp.so asks for GLIBCXX_3.4.32, which this system's libstdc++.so.6 does not have", reason);
        Assert.Contains("-p:WeakenGlibcxxRequirement=true", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_missing_version_needs_a_newer_system()
    {
        string message = LoaderMessages.Around("/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/libLibTorchSharp.so)");
        (string reason, string remedy) = LibtorchFailure.Explain(new DllNotFoundException(message));

        Assert.Equal("libLibTorchSharp.so asks for GLIBC_2.34, which this system's libc.so.6 does not have", reason);
        Assert.Equal("use Debian 12, Ubuntu 22.04 or newer", remedy);
    }

    [Fact]
    public void A_missing_dependency_is_named() =>
        Assert.Equal("libtorch.so is missing", LibtorchFailure.Explain(new DllNotFoundException(LoaderMessages.MissingDependency)).Reason);

    [Fact]
    public void A_library_that_is_nowhere_is_said_to_be_missing() =>
        Assert.Equal(
            "TorchSharp's native library is not beside the program",
            LibtorchFailure.Explain(new DllNotFoundException(LoaderMessages.MissingLibrary)).Reason);

    [Fact]
    public void A_damaged_library_is_named_with_the_loaders_words() =>
        Assert.Equal("/app/libLibTorchSharp.so: file too short", LibtorchFailure.Explain(new DllNotFoundException(LoaderMessages.DamagedLibrary)).Reason);

    [Fact]
    public void Windows_needs_the_visual_cpp_runtime()
    {
        const string message = "Unable to load DLL 'LibTorchSharp' or one of its dependencies: The specified module could not be found. (0x8007007E)";
        (string reason, string remedy) = LibtorchFailure.Explain(new DllNotFoundException(message));

        Assert.Equal(message, reason);
        Assert.Contains("vc_redist.x64.exe", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_type_initializer_hides_is_what_counts() =>
        Assert.Equal(
            "libtorch.so is missing",
            LibtorchFailure.Explain(new TypeInitializationException("TorchSharp.torch", new DllNotFoundException(LoaderMessages.MissingDependency))).Reason);

    [Fact]
    public void Only_the_first_line_of_any_other_exception_is_shown() =>
        Assert.Equal("NotSupportedException: No backend.", LibtorchFailure.Explain(new NotSupportedException("No backend.\n\nTrace from LoadNativeBackend")).Reason);
}
