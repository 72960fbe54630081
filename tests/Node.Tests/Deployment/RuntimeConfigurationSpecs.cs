using System.Text.Json;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

/// <summary>What the program asks of the runtime, read from the file beside it.</summary>
public sealed class RuntimeConfigurationSpecs
{
    private static readonly JsonElement Properties = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "actorcritic.runtimeconfig.json")))
        .RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

    [Fact]
    public void The_collectors_youngest_generation_is_bounded_whatever_the_processors_cache() =>
        Assert.Equal(32 << 20, Properties.GetProperty("System.GC.Gen0MaxBudget").GetInt32());

    [Fact]
    public void Nothing_is_compiled_for_the_sake_of_counting() =>
        Assert.False(Properties.GetProperty("System.Runtime.TieredPGO").GetBoolean());
}
