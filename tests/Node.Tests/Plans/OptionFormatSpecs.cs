using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;

namespace ActorCritic.Distributed.Node.Tests.Plans;

public sealed class OptionFormatSpecs
{
    [Fact]
    public void Every_training_option_is_found_once_with_its_names()
    {
        var declared = typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

        Assert.Equal(declared, Hyperparameter.All.Select(hyperparameter => hyperparameter.Name));
        Assert.Equal(declared.Order(), HyperparameterSamples.All.Select(sample => sample.Name).Order());
        foreach (var sample in HyperparameterSamples.All)
            Assert.Equal(sample.Field, Hyperparameter.Of(sample.Name).FieldName);
    }

    [Theory]
    [MemberData(nameof(HyperparameterSamples.Names), MemberType = typeof(HyperparameterSamples))]
    public void A_value_is_the_same_typed_or_in_JSON_and_survives_both(string name)
    {
        var sample = HyperparameterSamples.Of(name);
        var format = Hyperparameter.Of(name).Format;

        Assert.True(format.TryParse(sample.Typed, out var typed, out _));
        Assert.True(format.TryRead(JsonSerializer.Deserialize<JsonElement>(sample.Json), out var read, out _));
        Assert.Equal(sample.Value, typed);
        Assert.Equal(sample.Value, read);

        Assert.True(format.TryParse(format.Format(typed), out var typedAgain, out _));
        Assert.Equal(sample.Value, typedAgain);
        Assert.True(format.TryRead(Written(format, read), out var readAgain, out _));
        Assert.Equal(sample.Value, readAgain);
    }

    [Theory]
    [InlineData("Workers", "two", "a whole number, 1 … 1024")]
    [InlineData("Workers", "0", "a whole number, 1 … 1024")]
    [InlineData("Workers", "1025", "a whole number, 1 … 1024")]
    [InlineData("Workers", "2.5", "a whole number, 1 … 1024")]
    [InlineData("Workers", "99999999999999999999999999999999999999999999", "a whole number, 1 … 1024")]
    [InlineData("Workers", "", "a whole number, 1 … 1024")]
    [InlineData("MaxSteps", "0", "a whole number, ≥ 1")]
    [InlineData("MaxSteps", "9223372036854775808", "a whole number, 1 … 9223372036854775807")]
    [InlineData("Seed", "-1", "a whole number, 0 … 18446744073709551615")]
    [InlineData("Seed", "18446744073709551616", "a whole number, 0 … 18446744073709551615")]
    [InlineData("GaeLambda", "1.5", "a number, 0 … 1")]
    [InlineData("GaeLambda", "0,5", "a number, 0 … 1")]
    [InlineData("GaeLambda", "NaN", "a number, 0 … 1")]
    [InlineData("AdamBeta1", "1", "a number, at least 0 and below 1")]
    [InlineData("LearningRate", "0", "a number, above 0 and at most 1000000")]
    [InlineData("LearningRate", "Infinity", "a number, above 0 and at most 1000000")]
    [InlineData("NormalizeAdvantages", "yes", "true or false")]
    [InlineData("Optimizer", "adm", "rmsprop, adam or sgd (nearest: adam)")]
    [InlineData("Optimizer", "1", "rmsprop, adam or sgd (nearest: sgd)")]
    [InlineData("LearningRateSchedule", "liner", "constant or linear (nearest: linear)")]
    [InlineData("HiddenSizes", "64,,64", "whole numbers, each 1 … 65536, separated by commas, or none")]
    [InlineData("HiddenSizes", "64,0", "whole numbers, each 1 … 65536, separated by commas, or none")]
    [InlineData("Environment", " ", "a name")]
    public void A_wrong_value_is_refused_with_what_it_must_be(string name, string typed, string expectation)
    {
        Assert.False(Hyperparameter.Of(name).Format.TryParse(typed, out _, out var found));

        Assert.Equal(expectation, found);
    }

    [Theory]
    [InlineData("Workers", "\"2\"")]
    [InlineData("Workers", "true")]
    [InlineData("Workers", "null")]
    [InlineData("GaeLambda", "\"0.5\"")]
    [InlineData("NormalizeAdvantages", "\"true\"")]
    [InlineData("NormalizeAdvantages", "1")]
    [InlineData("Optimizer", "2")]
    [InlineData("Environment", "1")]
    [InlineData("HiddenSizes", "\"64,64\"")]
    [InlineData("HiddenSizes", "[64, \"64\"]")]
    [InlineData("HiddenSizes", "{}")]
    public void A_JSON_value_of_another_kind_is_refused(string name, string json)
    {
        var format = Hyperparameter.Of(name).Format;

        Assert.False(format.TryRead(JsonSerializer.Deserialize<JsonElement>(json), out _, out var expectation));
        Assert.Equal(format.Expectation, expectation);
    }

    [Fact]
    public void No_hidden_layer_is_written_as_none_and_as_an_empty_array()
    {
        var format = Hyperparameter.Of("HiddenSizes").Format;

        Assert.True(format.TryParse("none", out var typed, out _));
        Assert.True(format.TryRead(JsonSerializer.Deserialize<JsonElement>("[]"), out var read, out _));
        Assert.Empty((IReadOnlyList<int>)typed);
        Assert.Empty((IReadOnlyList<int>)read);
        Assert.Equal("none", format.Format(typed));
        Assert.Equal("[]", Written(format, read).GetRawText());
    }

    [Theory]
    [InlineData("--gamma", "Discount")]
    [InlineData("--lr", "LearningRate")]
    [InlineData("n_steps", "RolloutLength")]
    [InlineData("total-timesteps", "MaxSteps")]
    public void A_name_from_other_programs_is_understood(string name, string property) =>
        Assert.Equal(property, Hyperparameter.KnownElsewhereAs(name)?.Name);

    private static JsonElement Written(OptionFormat format, object value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            format.Write(json, value);
        return JsonSerializer.Deserialize<JsonElement>(stream.ToArray());
    }
}
