using System.Text.Json;
using ActorCritic.Distributed.Node.Tests.Cluster;
using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public sealed class StatusCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Theory]
    [InlineData("status", "status needs the address of a node: --connect HOST:PORT.")]
    [InlineData("status --connect", "--connect needs a value: HOST:PORT, several separated by commas; without :PORT it is 4053.")]
    [InlineData("status --connect a:0", "--connect is 'a:0'; it must be HOST:PORT, several separated by commas; without :PORT it is 4053.")]
    [InlineData("status --connect a --timeout 0", "--timeout is '0'; it must be a number, above 0 and at most 3600.")]
    [InlineData("status --connect a --jsn", "There is no option '--jsn'; the nearest is '--json'.")]
    [InlineData("status --connect a --tls-key x", "--tls-cert is missing; --tls-key cannot be used without it.")]
    public async Task A_wrong_command_line_is_refused_before_anybody_is_asked(string words, string line) =>
        Assert.Contains(line, await _run.RefusalAsync(words.Split(' ')));

    [Fact]
    public async Task The_run_is_told_to_a_person()
    {
        Assert.Equal(ExitCodes.Success, await AskAsync(SampleRun.Status));

        Assert.Equal(StatusReport.Lines(SampleRun.Status), _run.Output);
        Assert.Empty(_run.Errors);
    }

    [Fact]
    public async Task Json_holds_all_that_the_learner_said()
    {
        Assert.Equal(ExitCodes.Success, await AskAsync(SampleRun.Status, "--json"));

        using var document = JsonDocument.Parse(string.Join('\n', _run.Output));
        AssertHolds(document.RootElement, SampleRun.Status);
        Assert.Equal("training", document.RootElement.GetProperty("phase").GetString());
        Assert.Equal("nonFinite", document.RootElement.GetProperty("rejections")[0].GetProperty("reason").GetString());
        Assert.Equal([400, 600, 200, 34], document.RootElement.GetProperty("stalenessHistogram").EnumerateArray().Select(count => count.GetInt32()));
    }

    [Fact]
    public async Task What_is_not_known_yet_is_null_in_json()
    {
        var early = SampleRun.Status with
        {
            EpisodeReturnMean = double.NaN,
            EpisodeLengthMean = double.NaN,
            StalenessMean = double.NaN,
            LastEvaluation = null,
            Nodes = [SampleRun.Node("kite/1", SampleRun.Worker(0, 0) with { StalenessMean = double.NaN })],
        };

        Assert.Equal(ExitCodes.Success, await AskAsync(early, "--json"));

        using var document = JsonDocument.Parse(string.Join('\n', _run.Output));
        AssertHolds(document.RootElement, early);
        foreach (var name in new[] { "episodeReturnMean", "episodeLengthMean", "stalenessMean", "lastEvaluation" })
            Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty(name).ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("nodes")[0].GetProperty("workers")[0].GetProperty("stalenessMean").ValueKind);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_healthy()
    {
        Assert.Equal(ExitCodes.Success, await AskAsync(SampleRun.Status, "--health"));

        Assert.Equal([StatusText.Line(SampleRun.Status)], _run.Output);
    }

    [Fact]
    public async Task A_run_that_stands_still_is_not_and_says_why()
    {
        const string cause = "No gradient was applied for 15 s: no workers have joined.";

        Assert.Equal(ExitCodes.Failure, await AskAsync(SampleRun.Status with { Standstill = cause }, "--health"));

        Assert.Equal([cause], _run.Output);
    }

    [Fact]
    public async Task Without_health_a_standstill_is_an_answer_like_any_other()
    {
        Assert.Equal(ExitCodes.Success, await AskAsync(SampleRun.Status with { Standstill = "Nobody is here." }));

        Assert.Equal("standstill   Nobody is here.", _run.Output[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--health")]
    [InlineData("--json")]
    public async Task Where_nobody_answers_the_command_fails_with_a_line_for_each_address(string option)
    {
        string[] nobody = [$"127.0.0.1:{FreePort.Find()}", $"127.0.0.1:{FreePort.Find()}"];

        Assert.Equal(
            ExitCodes.Failure,
            await _run.InvokeAsync(["status", "--connect", string.Join(',', nobody), "--timeout", "0.5", .. Words(option)]));

        Assert.Empty(_run.Output);
        Assert.Equal(2, _run.Errors.Length);
        Assert.All(nobody.Zip(_run.Errors), pair => Assert.StartsWith($"Nobody answered at {pair.First} within 0.5 s.", pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_node_that_answers_is_enough()
    {
        await using var node = await LearnerStandIn.StartAsync(SampleRun.Status);
        var nodes = $"127.0.0.1:{FreePort.Find()},{node.Address}";

        Assert.Equal(ExitCodes.Success, await _run.InvokeAsync("status", "--connect", nodes, "--timeout", "5"));

        Assert.Equal(StatusReport.Lines(SampleRun.Status), _run.Output);
        Assert.Empty(_run.Errors);
    }

    private async Task<int> AskAsync(TrainingStatus status, string options = "")
    {
        await using var node = await LearnerStandIn.StartAsync(status);
        return await _run.InvokeAsync(["status", "--connect", node.Address.ToString(), "--timeout", "60", .. Words(options)]);
    }

    /// <summary>Every property of a record stands in the JSON under its name, and those that are numbers or texts with their value.</summary>
    private static void AssertHolds(JsonElement json, object record)
    {
        foreach (var property in record.GetType().GetProperties())
        {
            var field = json.GetProperty(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            switch (property.GetValue(record))
            {
                case null or double.NaN:
                    Assert.Equal(JsonValueKind.Null, field.ValueKind);
                    break;
                case double number:
                    Assert.Equal(number, field.GetDouble());
                    break;
                case long or int or ulong:
                    Assert.Equal($"{property.GetValue(record)}", field.GetRawText());
                    break;
                case string text:
                    Assert.Equal(text, field.GetString());
                    break;
                case EvaluationStatus evaluation:
                    AssertHolds(field, evaluation);
                    break;
                case EquatableList<WorkerNodeStatus> nodes:
                    Assert.All(field.EnumerateArray().Zip(nodes), pair => AssertHolds(pair.First, pair.Second));
                    Assert.Equal(nodes.Count, field.GetArrayLength());
                    break;
                case EquatableList<WorkerStatus> workers:
                    Assert.All(field.EnumerateArray().Zip(workers), pair => AssertHolds(pair.First, pair.Second));
                    Assert.Equal(workers.Count, field.GetArrayLength());
                    break;
            }
        }
    }

    private static string[] Words(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
