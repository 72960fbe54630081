using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>Reads one safetensors file; every length and offset is checked before anything of that size is allocated.</summary>
internal sealed class SafetensorsReader(string path, Stream stream)
{
    private const string Truncated = "The file is truncated or damaged: copy or train it again.";
    private const string NotSafetensors = "Give a safetensors file, such as the policy.safetensors of a run folder.";

    private static readonly string[] EntryFields = ["dtype", "shape", "data_offsets"];

    public SafetensorsContent Read()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = ReadHeader(ReadHeaderBytes(), metadata);
        entries = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        CheckCoverage(entries);
        return new SafetensorsContent(ReadTensors(entries), metadata);
    }

    private byte[] ReadHeaderBytes()
    {
        Span<byte> lengthField = stackalloc byte[Safetensors.LengthBytes];
        if (stream.Length < lengthField.Length)
            throw Fault($"is {stream.Length} bytes long, shorter than the 8 bytes of its header length", NotSafetensors);
        stream.ReadExactly(lengthField);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
        if (length > Safetensors.MaxHeaderBytes)
            throw Fault($"announces a header of {length} bytes; at most {Safetensors.MaxHeaderBytes} are allowed", NotSafetensors);
        if ((long)length > stream.Length - stream.Position)
            throw Fault($"announces a header of {length} bytes, but only {stream.Length - stream.Position} follow", Truncated);

        var header = new byte[(int)length];
        stream.ReadExactly(header);
        return header;
    }

    private List<Entry> ReadHeader(byte[] bytes, Dictionary<string, string> metadata)
    {
        if (bytes.Length == 0 || bytes[0] != '{')
            throw Fault("has a header that does not start with '{'", NotSafetensors);
        try
        {
            using var header = JsonDocument.Parse(bytes);
            return ReadHeader(header.RootElement, metadata);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: the parser looks at the encoding of a text only when the text is asked for.
            throw Fault($"has a header that is no JSON in UTF-8 ({exception.Message})", Truncated, exception);
        }
    }

    private List<Entry> ReadHeader(JsonElement header, Dictionary<string, string> metadata)
    {
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in header.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw Fault($"names '{property.Name}' twice", "Write the file again with distinct names.");
            if (property.Name == Safetensors.MetadataKey)
                ReadMetadata(property.Value, metadata);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        }

        return entries;
    }

    private void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Fault($"has a {Safetensors.MetadataKey} that is {Shown(element)}, not a map of texts", "Write it as a map of texts.");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Fault($"has the metadata '{property.Name}' = {Shown(property.Value)}, not a text", "Write it as a JSON string.");
            if (!metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw Fault($"names the metadata '{property.Name}' twice", "Write the file again with distinct keys.");
        }
    }

    private Entry ReadEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Fault($"describes the tensor '{name}' by {Shown(element)}, not by dtype, shape and data_offsets", NotSafetensors);
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.TryAdd(property.Name, property.Value))
                throw Fault($"gives the tensor '{name}' the field '{property.Name}' twice", Truncated);
        }

        if (EntryFields.Except(fields.Keys).FirstOrDefault() is { } missing)
            throw Fault($"gives the tensor '{name}' no {missing}", Truncated);
        if (fields.Keys.Except(EntryFields).FirstOrDefault() is { } unknown)
            throw Fault($"gives the tensor '{name}' the unknown field '{unknown}'", "Only dtype, shape and data_offsets are known.");
        var dtype = fields["dtype"];
        if (dtype.ValueKind != JsonValueKind.String || !dtype.ValueEquals("F32"))
            throw Fault($"gives the tensor '{name}' the dtype {Shown(dtype)}; only F32 is read", "Convert it to float32 before saving.");
        return CheckedEntry(name, ReadIntegers(name, "shape", fields["shape"]), ReadIntegers(name, "data_offsets", fields["data_offsets"]));
    }

    private Entry CheckedEntry(string name, List<long> shape, List<long> offsets)
    {
        if (offsets is not [long begin, long end] || begin > end)
            throw Fault($"gives the tensor '{name}' the data_offsets [{string.Join(", ", offsets)}], which are no [begin, end]", Truncated);

        // Dimensions come from the file, so their product may exceed 64 bits; a wrapped product could equal the byte count by accident.
        Int128 elements = 1;
        foreach (var dimension in shape)
        {
            elements *= dimension;
            if (elements > long.MaxValue || dimension > int.MaxValue)
                throw Fault($"gives the tensor '{name}' the shape [{string.Join(", ", shape)}], too large for any memory", Truncated);
        }

        if (elements * sizeof(float) != end - begin)
            throw Fault(
                $"gives the tensor '{name}' the shape [{string.Join(", ", shape)}], so {elements * sizeof(float)} bytes of F32, "
                + $"but data_offsets [{begin}, {end}] hold {end - begin}",
                Truncated);
        return new Entry(name, [.. shape.Select(dimension => (int)dimension)], begin, end);
    }

    private List<long> ReadIntegers(string name, string field, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Fault($"gives the tensor '{name}' the {field} {Shown(element)}, not a list of integers", Truncated);
        var integers = new List<long>();
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long integer) || integer < 0)
                throw Fault($"gives the tensor '{name}' the {field} {Shown(element)}; {Shown(item)} is no integer from 0", Truncated);
            integers.Add(integer);
        }

        return integers;
    }

    /// <summary>The tensors must cover the bytes after the header exactly: a hole could hide content, an overlap would share it.</summary>
    private void CheckCoverage(List<Entry> ordered)
    {
        var tensorBytes = stream.Length - stream.Position;
        long covered = 0;
        foreach (var entry in ordered)
        {
            if (entry.End > tensorBytes)
                throw Fault(
                    $"places the tensor '{entry.Name}' at [{entry.Begin}, {entry.End}], but only {tensorBytes} bytes of tensors follow the header",
                    Truncated);
            if (entry.Begin != covered)
            {
                var relation = entry.Begin < covered ? "overlaps the tensor before it" : "leaves a hole";
                throw Fault(
                    $"places the tensor '{entry.Name}' at byte {entry.Begin}, which {relation}; it must begin at {covered}", Truncated);
            }

            covered = entry.End;
        }

        if (covered != tensorBytes)
            throw Fault($"has {tensorBytes} bytes of tensors, but its header describes {covered}", Truncated);
        if (tensorBytes / sizeof(float) > Array.MaxLength)
            throw Fault(
                $"has {tensorBytes} bytes of tensors; at most {(long)Array.MaxLength * sizeof(float)} fit into one array", "Split the file.");
    }

    private List<NamedTensor> ReadTensors(List<Entry> ordered)
    {
        var elements = new float[(stream.Length - stream.Position) / sizeof(float)];
        stream.ReadExactly(MemoryMarshal.AsBytes(elements.AsSpan()));
        var tensors = new List<NamedTensor>(ordered.Count);
        foreach (var entry in ordered)
        {
            var begin = (int)(entry.Begin / sizeof(float));
            var count = (int)((entry.End - entry.Begin) / sizeof(float));
            tensors.Add(new NamedTensor(entry.Name, entry.Shape, elements.AsMemory(begin, count)));
        }

        return tensors;
    }

    private SafetensorsException Fault(string fault, string remedy, Exception? cause = null) => new($"'{path}' {fault}. {remedy}", cause);

    /// <summary>The start of a JSON value, for a message; a hostile file may hold a value of megabytes.</summary>
    private static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
    }

    private sealed record Entry(string Name, int[] Shape, long Begin, long End);
}
