using System.Text.Json;

namespace ActorCritic.Distributed.Algorithm.Tests.Golden;

/// <summary>Numbers made by running the reference libraries (Golden/README.md), one JSON object a line.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads every line. What <typeparamref name="T"/> has no member for is skipped; what the file lacks throws.</summary>
    public static IReadOnlyList<T> Read<T>(string fileName)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", fileName);
        var records = File.ReadLines(path).Select(line => JsonSerializer.Deserialize<T>(line, SnakeCase)!).ToList();
        Assert.NotEmpty(records);
        return records;
    }
}
