using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Presets;
using ActorCritic.Distributed.Node.Tests.Plans;

namespace ActorCritic.Distributed.Node.Tests.Presets;

public sealed class PresetCatalogueSpecs
{
    [Fact]
    public void Every_preset_of_the_program_is_for_an_environment_that_exists_and_holds_together()
    {
        var presets = PresetCatalogue.Load().All.ToList();

        Assert.Equal(EnvironmentCatalogue.CreateDefault().Ids.Order(), presets.Where(preset => preset.Name == "default").Select(preset => preset.Environment).Order());
        Assert.Subset(EnvironmentCatalogue.CreateDefault().Ids.ToHashSet(), presets.Select(preset => preset.Environment).ToHashSet());
        foreach (var preset in presets)
        {
            Assert.NotEmpty(preset.Note);
            Assert.Empty(preset.Layer.Over(new TrainingOptions()).Validate());

            // What a run is called and which seed it has is the person's to say.
            Assert.False(preset.Layer.Mentions(nameof(TrainingOptions.Environment)));
            Assert.False(preset.Layer.Mentions(nameof(TrainingOptions.Seed)));
            Assert.Null(preset.Layer.UntilSolved);
        }
    }

    [Theory]
    [MemberData(nameof(HyperparameterSamples.Names), MemberType = typeof(HyperparameterSamples))]
    public void A_preset_can_set_every_hyperparameter(string name)
    {
        var sample = HyperparameterSamples.Of(name);
        var before = new TrainingOptions();

        var presets = Parse($$"""{ "Corridor-v0": { "note": "made up", "{{sample.Field}}": {{sample.Json}} } }""");

        Assert.True(presets.TryFind("Corridor-v0", "default", out var preset));
        HyperparameterSamples.AssertOnlyChange(sample, before, preset.Layer.Over(before));
    }

    [Fact]
    public void An_environment_can_have_presets_of_several_names()
    {
        var presets = Parse("""
            {
              "A": { "note": "n", "workers": 1 },
              "A/wide": { "note": "n", "workers": 2 },
              "B": { "note": "n" }
            }
            """);

        Assert.Equal(["default", "wide"], presets.NamesOf("A"));
        Assert.True(presets.TryFind("A", "wide", out var wide));
        Assert.Equal(2, wide.Layer.Over(new TrainingOptions()).Workers);
        Assert.False(presets.TryFind("B", "wide", out _));
    }

    [Fact]
    public void All_faults_of_the_file_are_listed_at_once()
    {
        var fault = Assert.Throws<FormatException>(() => Parse("""
            {
              "A": { "note": "n", "lerningRate": 1, "workers": 0 },
              "B": { "workers": 1 },
              "A": { "note": "n" },
              "C": 3
            }
            """));

        Assert.Equal(
            [
                "presets.json, A: there is no field 'lerningRate'; the nearest is 'learningRate'.",
                "presets.json, A: workers is 0; it must be a whole number, 1 … 1024.",
                "presets.json, B: it has no note that says where its values come from.",
                "presets.json, line 4: A has a preset already.",
                "presets.json, C: a JSON object is expected: { \"field\": value, … }.",
                "presets.json, C: it has no note that says where its values come from.",
            ],
            fault.Message.Split(Environment.NewLine));
    }

    private static PresetCatalogue Parse(string json) => PresetCatalogue.Parse(Encoding.UTF8.GetBytes(json));
}
