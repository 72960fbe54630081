#nullable enable

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ActorCritic.Distributed.Build;

// MSBuild compiles this one file against .NET Standard 2.0 while it builds, the tests compile it against .NET 10. It therefore uses only
// what both know: no spans, no BinaryPrimitives. docs/decisions/0001-glibcxx-compatibility.md says why it exists.

/// <summary>MSBuild task: writes a copy of an ELF library that loads without one symbol version, when the library provably never uses it.</summary>
public sealed class WeakenVersionRequirement : Task
{
    /// <summary>The library as its package ships it. Only read.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>Where the copy goes. A copy of an earlier build is deleted when the library turns out to need none.</summary>
    [Required]
    public string Copy { get; set; } = "";

    /// <summary>The symbol version the system does not have, e.g. GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>The one symbol that may be bound to that version, mangled.</summary>
    [Required]
    public string Symbol { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        Weakening weakening;
        try
        {
            weakening = VersionRequirement.WriteWeakenedCopy(Library, Copy, Version, Symbol);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.LogError($"{Copy} could not be written: {fault.Message} Make its folder writable and build again.");
            return false;
        }

        if (weakening.Outcome == WeakeningOutcome.Refused)
        {
            Log.LogWarning(
                $"{Library} is used as it is, and this system has no {Version}: {weakening.Explanation}. " +
                "If it does not load, use a system with the libstdc++ of GCC 13.2 or newer (Debian 13, Ubuntu 24.04).");
        }
        else
        {
            Log.LogMessage(MessageImportance.Normal, $"{Library}: {weakening.Explanation}.");
        }

        return true;
    }
}

/// <summary>What became of a library's requirement.</summary>
public enum WeakeningOutcome
{
    /// <summary>The requirement is there, nothing uses it, and it can be marked weak.</summary>
    Weakened,

    /// <summary>The requirement is weak already: the library loads as it is.</summary>
    AlreadyWeak,

    /// <summary>The library does not ask for that version: it loads as it is.</summary>
    NotRequired,

    /// <summary>The file is no x86-64 ELF library, is damaged, or truly uses the version: nothing may be changed.</summary>
    Refused,
}

/// <summary>The decision about one library.</summary>
public sealed class Weakening
{
    internal Weakening(WeakeningOutcome outcome, string explanation, long flagsOffset = -1)
    {
        Outcome = outcome;
        Explanation = explanation;
        FlagsOffset = flagsOffset;
    }

    /// <summary>What is to be done.</summary>
    public WeakeningOutcome Outcome { get; }

    /// <summary>The reason, as a clause without a full stop.</summary>
    public string Explanation { get; }

    /// <summary>Byte offset in the file of the requirement's 16-bit <c>vna_flags</c>; −1 unless the outcome is Weakened.</summary>
    public long FlagsOffset { get; }
}

/// <summary>Decides whether a library's requirement of a symbol version may be marked weak, and marks it in a copy.</summary>
/// <remarks>
/// The dynamic loader refuses a library when a version listed in .gnu.version_r is missing, whether or not anything uses it, unless the
/// entry carries VER_FLG_WEAK (System V gABI symbol versioning; glibc elf/dl-version.c). Marking is therefore safe exactly when no
/// relocation refers to a symbol of that version: then the loader never looks the symbol up.
/// </remarks>
public static class VersionRequirement
{
    private const ushort VerFlgWeak = 0x2;
    private const int VersionIndexMask = 0x7fff;

    /// <summary>Writes the weakened library to <paramref name="copy"/>, or makes sure that no copy exists when there is nothing to weaken.</summary>
    /// <remarks>The copy appears by a rename: where <paramref name="copy"/> is a link to another file, the link is replaced and that file stays as it is.</remarks>
    /// <exception cref="IOException">The library cannot be read or the copy cannot be written.</exception>
    public static Weakening WriteWeakenedCopy(string library, string copy, string version, string symbol)
    {
        byte[] image = File.ReadAllBytes(library);
        Weakening weakening = Decide(image, version, symbol);
        if (weakening.Outcome != WeakeningOutcome.Weakened)
        {
            File.Delete(copy);
            return weakening;
        }

        image[weakening.FlagsOffset] |= (byte)VerFlgWeak;
        string unfinished = $"{copy}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(unfinished, image);
            File.Delete(copy);
            File.Move(unfinished, copy);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return weakening;
    }

    /// <summary>Examines a library's bytes; changes nothing.</summary>
    /// <param name="image">The whole file.</param>
    /// <param name="version">The symbol version, e.g. GLIBCXX_3.4.32.</param>
    /// <param name="symbol">The only symbol, mangled, that may be bound to it.</param>
    public static Weakening Decide(byte[] image, string version, string symbol)
    {
        try
        {
            return Decide(new ElfLibrary(image), version, symbol);
        }
        catch (InvalidDataException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private static Weakening Decide(ElfLibrary library, string version, string symbol)
    {
        List<RequiredVersion> requirements = library.RequiredVersions().Where(required => required.Name == version).ToList();
        if (requirements.Count == 0)
            return new Weakening(WeakeningOutcome.NotRequired, $"it does not require {version}");
        if (requirements.Count > 1)
            return Refuse($"it requires {version} {requirements.Count} times");

        RequiredVersion requirement = requirements[0];
        if ((requirement.Flags & VerFlgWeak) != 0)
            return new Weakening(WeakeningOutcome.AlreadyWeak, $"its requirement of {version} is weak already");

        int index = requirement.Index & VersionIndexMask;
        List<DynamicSymbol> bound = library.DynamicSymbols().Where(candidate => (candidate.Version & VersionIndexMask) == index).ToList();
        if (bound.Count == 0)
            return Refuse($"no symbol is bound to {version}, which no linker writes");
        foreach (DynamicSymbol other in bound)
        {
            if (other.Name != symbol)
                return Refuse($"{other.Name} needs {version}, not only {symbol}");
            if (!other.IsUndefined)
                return Refuse($"{symbol} is defined in the library itself");
            if (library.RelocatedSymbols().Contains(other.Index))
                return Refuse($"a relocation refers to {symbol}, so the library really uses {version}");
        }

        return new Weakening(
            WeakeningOutcome.Weakened,
            $"only {symbol} asks for {version} and no relocation refers to it, so the requirement is marked weak",
            requirement.FlagsOffset);
    }

    private static Weakening Refuse(string reason) => new(WeakeningOutcome.Refused, reason);
}

/// <summary>One entry of .gnu.version_r: its name, version index, flags and where the flags stand in the file.</summary>
internal sealed class RequiredVersion(string name, ushort index, ushort flags, long flagsOffset)
{
    public string Name { get; } = name;
    public ushort Index { get; } = index;
    public ushort Flags { get; } = flags;
    public long FlagsOffset { get; } = flagsOffset;
}

/// <summary>One entry of .dynsym with its version index from .gnu.version.</summary>
internal sealed class DynamicSymbol(uint index, string name, bool isUndefined, ushort version)
{
    public uint Index { get; } = index;
    public string Name { get; } = name;
    public bool IsUndefined { get; } = isUndefined;
    public ushort Version { get; } = version;
}

/// <summary>Reads the dynamic-linking tables of a 64-bit little-endian x86-64 shared library, by its section headers.</summary>
/// <remarks>
/// Layout: System V gABI, chapters 4 and 5; symbol versions: Linux Standard Base 5.0, 10.7. Every read is checked against the file's
/// length and throws <see cref="InvalidDataException"/> with the fault, so that a damaged file yields a reason and never an index error.
/// </remarks>
internal sealed class ElfLibrary
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int VersionIndexSize = 2;
    private const ushort SharedObject = 3;
    private const ushort X86_64 = 62;
    private const uint StringTable = 3;
    private const uint RelocationsWithAddend = 4;
    private const uint Relocations = 9;
    private const uint DynamicSymbolTable = 11;
    private const uint VersionsRequired = 0x6ffffffe;
    private const uint VersionOfSymbols = 0x6fffffff;

    private readonly byte[] _image;
    private readonly List<Section> _sections = [];

    public ElfLibrary(byte[] image)
    {
        _image = image;
        if (image.Length < HeaderSize || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F')
            throw new InvalidDataException("it is no ELF file");
        if (image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("it is no 64-bit little-endian ELF file");
        if (UInt16(16) != SharedObject || UInt16(18) != X86_64)
            throw new InvalidDataException("it is no shared library for x86-64");
        if (UInt16(58) != SectionHeaderSize)
            throw new InvalidDataException("it has no section headers of the usual size");

        long table = Offset(40);
        int count = UInt16(60);
        for (int i = 0; i < count; i++)
        {
            long header = Checked(table + (long)i * SectionHeaderSize, SectionHeaderSize);
            _sections.Add(new Section(
                i, type: UInt32(header + 4), Offset(header + 24), size: Offset(header + 32), link: UInt32(header + 40), entryCount: UInt32(header + 44)));
        }
    }

    /// <summary>All entries of .gnu.version_r; none when the library has no such section.</summary>
    public IEnumerable<RequiredVersion> RequiredVersions()
    {
        Section? section = Only(VersionsRequired);
        if (section is null)
            yield break;

        Section names = LinkedFrom(section, StringTable);
        long need = section.Offset;
        for (uint file = 0; file < section.EntryCount; file++)
        {
            long requirement = need + UInt32(need + 8);
            int count = UInt16(need + 2);
            for (int i = 0; i < count; i++)
            {
                yield return new RequiredVersion(
                    Text(names, UInt32(requirement + 8)), index: UInt16(requirement + 6), flags: UInt16(requirement + 4), flagsOffset: requirement + 4);
                requirement += Step(requirement + 12, isLast: i == count - 1);
            }

            need += Step(need + 12, isLast: file == section.EntryCount - 1);
        }
    }

    /// <summary>All entries of .dynsym.</summary>
    public IEnumerable<DynamicSymbol> DynamicSymbols()
    {
        Section symbols = Only(DynamicSymbolTable) ?? throw new InvalidDataException("it has no dynamic symbols");
        Section versions = Only(VersionOfSymbols) ?? throw new InvalidDataException("its dynamic symbols have no versions");
        Section names = LinkedFrom(symbols, StringTable);
        if (symbols.Size / SymbolSize != versions.Size / VersionIndexSize)
            throw new InvalidDataException("it has not one version for each dynamic symbol");

        for (uint i = 0; i < symbols.Size / SymbolSize; i++)
        {
            long symbol = symbols.Offset + i * SymbolSize;
            yield return new DynamicSymbol(
                i, Text(names, UInt32(symbol)), isUndefined: UInt16(symbol + 6) == 0, version: UInt16(versions.Offset + i * VersionIndexSize));
        }
    }

    /// <summary>The indices into .dynsym that any dynamic relocation (.rela.dyn, .rela.plt or another) refers to.</summary>
    public HashSet<uint> RelocatedSymbols()
    {
        var relocated = new HashSet<uint>();
        foreach (Section section in _sections.Where(section => section.Type is RelocationsWithAddend or Relocations))
        {
            int entrySize = section.Type == RelocationsWithAddend ? 24 : 16;
            for (long entry = section.Offset; entry + entrySize <= section.Offset + section.Size; entry += entrySize)
                relocated.Add(UInt32(entry + 12));
        }

        return relocated;
    }

    /// <summary>The distance to the next entry of a chain; the last entry's is not followed.</summary>
    private uint Step(long offset, bool isLast)
    {
        uint step = UInt32(offset);
        if (step == 0 && !isLast)
            throw new InvalidDataException("its list of required versions ends too early");
        return step;
    }

    private Section? Only(uint type)
    {
        List<Section> found = _sections.Where(section => section.Type == type).ToList();
        return found.Count <= 1 ? found.FirstOrDefault() : throw new InvalidDataException($"it has {found.Count} sections of type 0x{type:x}");
    }

    private Section LinkedFrom(Section section, uint type)
    {
        Section? linked = section.Link < _sections.Count ? _sections[(int)section.Link] : null;
        return linked?.Type == type ? linked : throw new InvalidDataException($"section {section.Index} names no string table");
    }

    private string Text(Section strings, uint start)
    {
        if (start >= strings.Size || strings.Offset + strings.Size > _image.Length)
            throw new InvalidDataException("a name lies outside its string table");
        int first = (int)(strings.Offset + start);
        int end = Array.IndexOf(_image, (byte)0, first, (int)(strings.Size - start));
        return end >= 0 ? Encoding.ASCII.GetString(_image, first, end - first) : throw new InvalidDataException("a name does not end");
    }

    private ushort UInt16(long offset) => BitConverter.ToUInt16(_image, Checked(offset, sizeof(ushort)));

    private uint UInt32(long offset) => BitConverter.ToUInt32(_image, Checked(offset, sizeof(uint)));

    /// <summary>A 64-bit file offset or size: more than the file holds is a fault wherever it stands, which also rules out overflow later.</summary>
    private long Offset(long offset)
    {
        long value = BitConverter.ToInt64(_image, Checked(offset, sizeof(long)));
        return value >= 0 && value <= int.MaxValue ? value : throw new InvalidDataException($"the offset or size at byte {offset} is beyond any library");
    }

    private int Checked(long offset, int size) =>
        offset >= 0 && offset + size <= _image.Length
            ? (int)offset
            : throw new InvalidDataException($"it ends at byte {_image.Length}, before byte {offset + size}");

    private sealed class Section(int index, uint type, long offset, long size, uint link, uint entryCount)
    {
        public int Index { get; } = index;
        public uint Type { get; } = type;
        public long Offset { get; } = offset;
        public long Size { get; } = size;
        public uint Link { get; } = link;
        public uint EntryCount { get; } = entryCount;
    }
}
