using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>The C++ runtime of a Linux process: which libstdc++ it has mapped, and how far that goes.</summary>
/// <param name="Path">The file, symbolic links resolved.</param>
/// <param name="Revision">The greatest N for which it has the symbol version GLIBCXX_3.4.N; GCC 12 has 30, GCC 13.2 has 32.</param>
internal sealed partial record CxxRuntime(string Path, int Revision)
{
    /// <summary>The path of libstdc++ in the text of /proc/self/maps; null when it is not mapped.</summary>
    public static string? FindMapped(string maps) => MappedLibrary().Match(maps) is { Success: true } match ? match.Value : null;

    /// <summary>The greatest N of the strings GLIBCXX_3.4.N in libstdc++'s bytes; 0 when there is none.</summary>
    /// <remarks>A library's string table holds the name of every symbol version it defines; no other library defines one of this name.</remarks>
    public static int RevisionOf(ReadOnlySpan<byte> library)
    {
        ReadOnlySpan<byte> prefix = "GLIBCXX_3.4."u8;
        var greatest = 0;
        for (int found; (found = library.IndexOf(prefix)) >= 0;)
        {
            library = library[(found + prefix.Length)..];
            if (Utf8Parser.TryParse(library, out int revision, out _))
                greatest = Math.Max(greatest, revision);
        }

        return greatest;
    }

    [GeneratedRegex(@"/\S.*/libstdc\+\+\.so\.6\S*")]
    private static partial Regex MappedLibrary();
}
