using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorCritic.Distributed.Learner.Checkpoints;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>A float32 tensor under its state_dict name.</summary>
/// <param name="Name">Unique in its file and not <c>__metadata__</c>, for example <c>shared.0.weight</c>.</param>
/// <param name="Shape">Dimensions, each ≥ 0; an empty shape is a scalar.</param>
/// <param name="Elements">The elements in row-major order; as many as the product of <paramref name="Shape"/>.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Elements);

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The tensors in the order of their bytes in the file.</param>
/// <param name="Metadata">The free text map of the header; empty if there is none.</param>
public sealed record SafetensorsContent(IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A file that is not the safetensors file it should be; the message names the file, the value at fault and the remedy.</summary>
public sealed class SafetensorsException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// Writer of safetensors files, the format in which PyTorch and its neighbours exchange parameters; <see cref="Read"/> is strict.
/// </summary>
/// <remarks>
/// 8 bytes header length N (unsigned, little-endian) · N bytes JSON header, which starts with <c>{</c> and may end in spaces · the tensors'
/// bytes. The header maps each name to dtype, shape and data_offsets [begin, end) relative to the first byte after the header; the offsets
/// cover the bytes without hole or overlap (https://github.com/huggingface/safetensors#format). Only float32 is used here. Bytes are
/// little-endian, as is every machine that libtorch supports.
/// </remarks>
public static class Safetensors
{
    /// <summary>
    /// The reference implementation refuses longer headers, so that a hostile file cannot make a reader parse gigabytes of JSON.
    /// </summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const int LengthBytes = sizeof(ulong);
    internal const string MetadataKey = "__metadata__";

    /// <summary>Writes the tensors in the given order, in one atomic step: a crash leaves the old file or the new one.</summary>
    /// <param name="path">The file to write or replace; its folder exists.</param>
    /// <param name="tensors">Distinct names, shapes that match their elements.</param>
    /// <param name="metadata">Free text, written in ordinal order of the keys so that equal content gives equal bytes.</param>
    /// <exception cref="ArgumentException">A name is used twice or reserved, a shape does not match, or the header is too long.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        CheckTensors(tensors);
        var header = FormatHeader(tensors, metadata ?? ReadOnlyDictionary<string, string>.Empty);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var tensor in tensors)
                stream.Write(MemoryMarshal.AsBytes(tensor.Elements.Span));
        });
    }

    /// <summary>Reads a file of float32 tensors and refuses everything that the format does not allow.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors; their elements are consecutive slices of one array.</returns>
    /// <exception cref="SafetensorsException">The file is no safetensors file, is damaged, or holds another dtype than F32.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SafetensorsContent Read(string path)
    {
        using var stream = File.OpenRead(path);
        return new SafetensorsReader(path, stream).Read();
    }

    private static void CheckTensors(IReadOnlyList<NamedTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (tensor.Name == MetadataKey)
                throw new ArgumentException($"The tensor name '{MetadataKey}' is reserved: rename the tensor.", nameof(tensors));
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"The tensor name '{tensor.Name}' is used twice: names must be distinct.", nameof(tensors));

            long elementCount = 1;
            foreach (var dimension in tensor.Shape)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(tensors));
                elementCount = checked(elementCount * dimension);
            }

            if (elementCount != tensor.Elements.Length)
                throw new ArgumentException(
                    $"The tensor '{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}], so {elementCount} elements, "
                    + $"but {tensor.Elements.Length} were given.",
                    nameof(tensors));
        }
    }

    /// <summary>
    /// The length field and the JSON, padded with spaces so that the tensors begin at a multiple of 8 and can be memory-mapped.
    /// </summary>
    private static byte[] FormatHeader(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var header = new MemoryStream();
        header.Write(stackalloc byte[LengthBytes]);
        // The default encoder would turn every quotation mark of a plan in the metadata into six characters, for the sake of HTML.
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteHeaderJson(json, tensors, metadata);
        while (header.Length % sizeof(ulong) != 0)
            header.WriteByte((byte)' ');

        var bytes = header.ToArray();
        var jsonLength = bytes.Length - LengthBytes;
        if (jsonLength > MaxHeaderBytes)
            throw new ArgumentException(
                $"The header would be {jsonLength} bytes long; readers accept {MaxHeaderBytes}. Shorten the metadata.", nameof(metadata));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)jsonLength);
        return bytes;
    }

    private static void WriteHeaderJson(
        Utf8JsonWriter json, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        long begin = 0;
        foreach (var tensor in tensors)
        {
            var end = begin + ((long)tensor.Elements.Length * sizeof(float));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (var dimension in tensor.Shape)
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(begin);
            json.WriteNumberValue(end);
            json.WriteEndArray();
            json.WriteEndObject();
            begin = end;
        }

        json.WriteEndObject();
    }
}
