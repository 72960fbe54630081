using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

public class CxxRuntimeSpecs
{
    private const string Maps = """
        55c47dcd5000-55c47dcd7000 r--p 00000000 fe:00 247270                     /usr/share/dotnet/dotnet
        7f1c3e200000-7f1c3e29c000 r--p 00000000 fe:00 131842                     /opt/a folder/lib/libstdc++.so.6.0.30
        7f1c3e29c000-7f1c3e3ad000 r-xp 0009c000 fe:00 131842                     /opt/a folder/lib/libstdc++.so.6.0.30
        7ffd0b1f2000-7ffd0b213000 rw-p 00000000 00:00 0                          [stack]

        """;

    [Fact]
    public void The_mapped_library_is_found_by_its_path() =>
        Assert.Equal("/opt/a folder/lib/libstdc++.so.6.0.30", CxxRuntime.FindMapped(Maps));

    [Fact]
    public void No_path_is_found_where_it_is_not_mapped() =>
        Assert.Null(CxxRuntime.FindMapped(Maps.Replace("libstdc++", "libc++", StringComparison.Ordinal)));

    [Fact]
    public void The_greatest_revision_counts_and_not_the_last() =>
        Assert.Equal(30, CxxRuntime.RevisionOf("\0GLIBCXX_3.4\0GLIBCXX_3.4.9\0GLIBCXX_3.4.30\0GLIBCXX_3.4.21\0CXXABI_1.3.13\0GLIBCXX_DEBUG\0"u8));

    [Fact]
    public void Bytes_without_a_version_have_no_revision() => Assert.Equal(0, CxxRuntime.RevisionOf("\0GLIBC_2.34\0GLIBCXX_3.4."u8));
}
