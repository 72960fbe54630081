using System.Text;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using CsCheck;

namespace ActorCritic.Distributed.Node.Tests.Plans;

public sealed class PlanFileSpecs
{
    private static readonly TrainingOptions Unusual = HyperparameterSamples.All.Aggregate(new PlanLayer(), (layer, sample) =>
    {
        Hyperparameter.Of(sample.Name).Format.TryParse(sample.Typed, out var value, out _);
        layer.Set(Hyperparameter.Of(sample.Name), value!, "sample");
        return layer;
    }).Over(new TrainingOptions());

    [Fact]
    public void A_plan_has_every_training_option_under_its_field_name()
    {
        using var plan = JsonDocument.Parse(PlanFile.Write(Unusual, untilSolved: false, "actorcritic train", "0.1.0"));

        Assert.Equal(
            ["format", "command", "version", .. Hyperparameter.All.Select(hyperparameter => hyperparameter.FieldName), "untilSolved"],
            plan.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(1, plan.RootElement.GetProperty("format").GetInt32());
        Assert.Equal("actorcritic train", plan.RootElement.GetProperty("command").GetString());
        Assert.Equal("0.1.0", plan.RootElement.GetProperty("version").GetString());
        Assert.False(plan.RootElement.GetProperty("untilSolved").GetBoolean());
        Assert.Equal(0.00015, plan.RootElement.GetProperty("learningRate").GetDouble());
        Assert.Equal(ulong.MaxValue, plan.RootElement.GetProperty("seed").GetUInt64());
        Assert.Equal("rmsprop", plan.RootElement.GetProperty("optimizer").GetString());
        Assert.Equal([32, 16, 8], plan.RootElement.GetProperty("hiddenSizes").EnumerateArray().Select(size => size.GetInt32()));
    }

    [Fact]
    public void Whatever_the_options_a_plan_reads_back_as_they_were()
    {
        var options =
            from seed in Gen.ULong
            from steps in Gen.Long[1, long.MaxValue]
            from rate in Gen.Double[1e-12, 1e6]
            from discount in Gen.Double[0, 1]
            from sizes in Gen.Int[1, 65_536].List[0, 4]
            from schedule in Gen.Enum<ScheduleShape>()
            from optimizer in Gen.Enum<OptimizerKind>()
            from initialization in Gen.Enum<InitializationScheme>()
            from truth in Gen.Bool
            from name in Gen.String[1, 20].Where(text => !string.IsNullOrWhiteSpace(text) && text.All(letter => !char.IsSurrogate(letter)))
            select new TrainingOptions
            {
                Environment = name,
                Seed = seed,
                MaxSteps = steps,
                LearningRate = rate,
                Discount = discount,
                HiddenSizes = sizes,
                LearningRateSchedule = schedule,
                Optimizer = optimizer,
                Initialization = initialization,
                SeparateTrunks = truth,
            };
        options.Sample(
            original =>
            {
                var layer = Read(PlanFile.Write(original, original.SeparateTrunks, "any \"command\"", "any version"));

                Assert.Equal(original.SeparateTrunks, layer.UntilSolved);
                AssertEqual(original, layer.Over(Unusual));
            },
            iter: 500);
    }

    [Fact]
    public void A_partial_file_leaves_everything_else_as_it_was()
    {
        var layer = Read("""
            // Comments and a trailing comma are allowed.
            { "gaeLambda": 0.5, /* here too */ }
            """);

        Assert.Null(layer.UntilSolved);
        AssertEqual(Unusual with { GaeLambda = 0.5 }, layer.Over(Unusual));
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault() => Assert.Equal(3, Read("\uFEFF{ \"workers\": 3 }").Over(Unusual).Workers);

    [Fact]
    public void Every_fault_is_listed_with_its_line()
    {
        var faults = Faults("""
            {
              "format": 2,
              "gaeLamda": 0.5,
              "workers": "two", "gamma": 0.9,
              "discount": 1.5,
              "seed": 1,
              "seed": 2,

              "optimizer": "adm",
              "untilSolved": "yes",
              "untilSolve": true
            }
            """);

        Assert.Equal(
            [
                "my.json, line 2: format is 2; it must be 1, the only form that this version reads.",
                "my.json, line 3: there is no field 'gaeLamda'; the nearest is 'gaeLambda'.",
                "my.json, line 4: workers is \"two\"; it must be a whole number, 1 … 1024.",
                "my.json, line 4: there is no field 'gamma'; the nearest is 'discount'.",
                "my.json, line 5: discount is 1.5; it must be a number, 0 … 1.",
                "my.json, line 7: seed is given a second time, after line 6; keep one.",
                "my.json, line 9: optimizer is \"adm\"; it must be rmsprop, adam or sgd (nearest: adam).",
                "my.json, line 10: untilSolved is \"yes\"; it must be true or false.",
                "my.json, line 11: there is no field 'untilSolve'; the nearest is 'untilSolved'.",
            ],
            faults);
    }

    [Fact]
    public void A_file_of_another_kind_is_not_a_page_of_faults()
    {
        var faults = Faults($"{{ {string.Join(", ", Enumerable.Range(1, 25).Select(number => $"\"field_{number}\": {number}"))} }}");

        Assert.Equal(11, faults.Count);
        Assert.All(faults[..10], fault => Assert.StartsWith("my.json, line 1: there is no field 'field_", fault, StringComparison.Ordinal));
        Assert.Equal("my.json has 15 more faults; give a plan, such as the plan.json of a run folder.", faults[10]);
    }

    [Theory]
    [InlineData("", "my.json, line 1: this is not valid JSON: ")]
    [InlineData("{\n \"seed\": 1,\n \"workers\" 2\n}", "my.json, line 3: this is not valid JSON: ")]
    [InlineData("{\n \"seed\": 1\n", "my.json, line 3: this is not valid JSON: ")]
    [InlineData("{ \"seed\": 1 }\n{ }", "my.json, line 2: this is not valid JSON: ")]
    [InlineData("{ \"hiddenSizes\": [1, }", "my.json, line 1: this is not valid JSON: ")]
    [InlineData("\n[]", "my.json, line 2: a JSON object is expected: { \"field\": value, … }.")]
    [InlineData("3", "my.json, line 1: a JSON object is expected: { \"field\": value, … }.")]
    public void Text_that_is_no_JSON_object_is_one_fault_with_its_line(string text, string beginning)
    {
        var fault = Assert.Single(Faults(text));

        Assert.StartsWith(beginning, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
        Assert.DoesNotContain("LineNumber", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_fault_whatever_they_are()
    {
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            var faults = new List<string>();
            PlanFile.Read(bytes, "my.json", faults);

            Assert.NotEmpty(faults);
        });

        Assert.Equal(["my.json, line 2: this is not UTF-8 text."], FaultsOf([.. "{\n\"environment\": \""u8, 0xFF, .. "\"\n}"u8]));
        Assert.Equal(["my.json, line 2: this is not valid JSON: the name of the field is no text."], Faults("{\n\"\\ud800\": 1 }"));
        Assert.Equal(["my.json, line 1: environment is \"\\ud800\"; it must be a name."], Faults("{\"environment\": \"\\ud800\" }"));
    }

    [Fact]
    public void A_long_value_is_cut_in_the_message()
    {
        var fault = Assert.Single(Faults($$"""{ "workers": "{{new string('x', 100_000)}}" }"""));

        Assert.Equal($"my.json, line 1: workers is \"{new string('x', 56)}...; it must be a whole number, 1 … 1024.", fault);
    }

    private static PlanLayer Read(string text)
    {
        var faults = new List<string>();
        var layer = PlanFile.Read(Encoding.UTF8.GetBytes(text), "my.json", faults);
        Assert.Empty(faults);
        return layer;
    }

    private static List<string> Faults(string text) => FaultsOf(Encoding.UTF8.GetBytes(text));

    private static List<string> FaultsOf(byte[] utf8)
    {
        var faults = new List<string>();
        PlanFile.Read(utf8, "my.json", faults);
        return faults;
    }

    private static void AssertEqual(TrainingOptions expected, TrainingOptions actual)
    {
        // A record compares its list by reference.
        Assert.Equal(expected.HiddenSizes, actual.HiddenSizes);
        Assert.Equal(expected, actual with { HiddenSizes = expected.HiddenSizes });
    }
}
