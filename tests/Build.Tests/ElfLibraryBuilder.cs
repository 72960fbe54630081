using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ActorCritic.Distributed.Build.Tests;

/// <summary>Writes the smallest ELF64 x86-64 shared library that has versioned dynamic symbols, byte by byte after the System V gABI.</summary>
/// <remarks>Nothing can be executed in it; it has the tables of dynamic linking and their section headers only.</remarks>
internal sealed class ElfLibraryBuilder
{
    public const string Version = "GLIBCXX_3.4.32";
    public const string Symbol = "_ZSt21ios_base_library_initv";

    private readonly List<(string File, List<(string Version, ushort Index, ushort Flags)> Versions)> _files = [];
    private readonly List<(string Name, ushort Version, bool Undefined)> _symbols = [("", 0, true)];
    private readonly List<uint> _relaDyn = [];
    private readonly List<uint> _relaPlt = [];
    private readonly List<byte> _image = [];
    private readonly List<byte[]> _headers = [new byte[64]];

    public ushort Machine { get; init; } = 62;
    public ushort Type { get; init; } = 3;

    /// <summary>Where the flags of the first requirement named <see cref="Version"/> were written.</summary>
    public int FlagsOffset { get; private set; } = -1;

    /// <summary>TorchSharp's situation in small: three files, five versions, one of them asked for by the unused symbol alone.</summary>
    public static ElfLibraryBuilder LikeTorchSharp() => new ElfLibraryBuilder()
        .Requires("libm.so.6", ("GLIBC_2.29", 2, 0))
        .Requires("libstdc++.so.6", ("GLIBCXX_3.4.30", 3, 0), (Version, 4, 0), ("CXXABI_1.3", 5, 0))
        .Requires("libc.so.6", ("GLIBC_2.34", 6, 0))
        .WithSymbol("exp", 2)
        .WithSymbol("_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE", 3)
        .WithSymbol(Symbol, 4)
        .WithSymbol("__gxx_personality_v0", 5)
        .WithSymbol("THSTensor_add", 1, undefined: false)
        .RelocatedInData("exp")
        .RelocatedInData("__gxx_personality_v0")
        .RelocatedInPlt("_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE");

    public ElfLibraryBuilder Requires(string file, params (string Version, ushort Index, ushort Flags)[] versions)
    {
        _files.Add((file, [.. versions]));
        return this;
    }

    public ElfLibraryBuilder WithSymbol(string name, ushort version, bool undefined = true)
    {
        _symbols.Add((name, version, undefined));
        return this;
    }

    public ElfLibraryBuilder RelocatedInData(string symbol) => Relocated(_relaDyn, symbol);

    public ElfLibraryBuilder RelocatedInPlt(string symbol) => Relocated(_relaPlt, symbol);

    public byte[] Build()
    {
        List<byte> strings = [0];
        uint Name(string text)
        {
            if (text.Length == 0)
                return 0;
            var start = (uint)strings.Count;
            strings.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
            return start;
        }

        byte[] symbols = [.. _symbols.SelectMany(symbol => Join(U32(Name(symbol.Name)), [0x12, 0], U16(symbol.Undefined ? 0 : 9), U64(0), U64(0)))];
        byte[] versions = [.. _symbols.SelectMany(symbol => U16(symbol.Version))];
        byte[] required = [.. _files.SelectMany((file, place) => Join(
            U16(1), U16(file.Versions.Count), U32(Name(file.File)), U32(16), U32(place == _files.Count - 1 ? 0 : 16 + 16 * (uint)file.Versions.Count),
            [.. file.Versions.SelectMany((version, turn) => Join(
                U32(0), U16(version.Flags), U16(version.Index), U32(Name(version.Version)), U32(turn == file.Versions.Count - 1 ? 0 : 16u)))]))];

        _image.AddRange(new byte[64]);
        const uint dynsym = 1, dynstr = 2;
        Section(11, symbols, link: dynstr, information: 1);
        Section(3, [.. strings], link: 0, information: 0);
        Section(0x6fffffff, versions, link: dynsym, information: 0);
        int requirements = Section(0x6ffffffe, required, link: dynstr, information: (uint)_files.Count);
        Section(4, Relocations(_relaDyn), link: dynsym, information: 0);
        Section(4, Relocations(_relaPlt), link: dynsym, information: 0);
        FlagsOffset = requirements + FlagsWithinRequirements();

        byte[] image = Join([.. _image], [.. _headers.SelectMany(header => header)]);
        byte[] header = Join(
            [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1], new byte[9], U16(Type), U16(Machine), U32(1), U64(0), U64(0), U64((ulong)_image.Count),
            U32(0), U16(64), U16(0), U16(0), U16(64), U16(_headers.Count), U16(0));
        header.CopyTo(image, 0);
        return image;
    }

    private ElfLibraryBuilder Relocated(List<uint> relocations, string symbol)
    {
        relocations.Add((uint)_symbols.FindIndex(candidate => candidate.Name == symbol));
        return this;
    }

    private static byte[] Relocations(IEnumerable<uint> symbols) =>
        [.. symbols.SelectMany(symbol => Join(U64(0x1000), U64((ulong)symbol << 32 | 6), U64(0)))];

    private int Section(uint type, byte[] content, uint link, uint information)
    {
        int offset = _image.Count;
        _image.AddRange(content);
        _headers.Add(Join(U32(0), U32(type), U64(2), U64((ulong)offset), U64((ulong)offset), U64((ulong)content.Length), U32(link), U32(information), U64(8), U64(0)));
        return offset;
    }

    private int FlagsWithinRequirements()
    {
        var position = 0;
        foreach ((_, var versions) in _files)
        {
            int place = versions.FindIndex(version => version.Version == Version);
            if (place >= 0)
                return position + 16 + 16 * place + 4;
            position += 16 + 16 * versions.Count;
        }

        return -1;
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] U16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
