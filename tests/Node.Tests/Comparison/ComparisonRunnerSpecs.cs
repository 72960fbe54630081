using System.Text.RegularExpressions;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Report;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;
using SkiaSharp;

namespace ActorCritic.Distributed.Node.Tests.Comparison;

public sealed class ComparisonRunnerSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_comparison_leaves_table_pictures_episodes_and_a_page_with_everything()
    {
        var exitCode = await RunAsync(SampleTrials.Request(SampleTrials.Contender("one-step"), SampleTrials.Contender("linear-gae")));

        Assert.Empty(_errors.ToString());
        Assert.Equal(ExitCodes.Success, exitCode);
        foreach (var picture in new[] { "curves-by-steps", "curves-by-episodes" })
        {
            using var bitmap = SKBitmap.Decode(In($"{picture}.png"));
            Assert.Equal((ComparisonPlot.Width, ComparisonPlot.Height), (bitmap.Width, bitmap.Height));
            Assert.StartsWith("<svg", Regex.Match(Read($"{picture}.svg"), "<svg").Value, StringComparison.Ordinal);
        }

        var table = Read("table.csv").TrimEnd().Split("\r\n");
        Assert.Equal(1 + 2 * 2, table.Length);
        Assert.All(table, line => Assert.Equal(table[0].Count(letter => letter == ','), line.Count(letter => letter == ',')));
        var episodes = Read("episodes.csv").TrimEnd().Split("\r\n");
        Assert.Contains(episodes, line => line.StartsWith("linear-gae,2,1,", StringComparison.Ordinal));

        // Every step is in some episode, but for those that were still running at the end.
        var steps = episodes.Skip(1).Where(line => line.StartsWith("one-step,1,", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(',')[5], null));
        Assert.InRange(steps, 500, 1_000);

        Assert.Contains("linear-gae", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("4 of 4", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _output.ToString().Split("backend ").Length);
        AssertSelfContained(Read("report.html"));
    }

    [Fact]
    public async Task Two_variations_leave_small_multiples_heat_maps_and_their_numbers()
    {
        IVariation[] both = [SampleSweeps.Lambda, SampleSweeps.Discount];

        var exitCode = await RunAsync(SampleTrials.Request([.. SampleSweeps.Contenders(both, "linear-gae")]) with { Variations = both });

        Assert.Empty(_errors.ToString());
        Assert.Equal(ExitCodes.Success, exitCode);
        foreach (var picture in new[] { "curves-by-steps", "curves-by-episodes", "heat-map-linear-gae" })
        {
            using var bitmap = SKBitmap.Decode(In($"{picture}.png"));
            Assert.True(bitmap.Width >= 1_000, picture);
            Assert.Matches($"<svg[^>]*width=\"{bitmap.Width}\" height=\"{bitmap.Height}\"", Read($"{picture}.svg"));
            Assert.Contains($"<img width=\"{bitmap.Width}\" height=\"{bitmap.Height}\"", Read("report.html"), StringComparison.Ordinal);
        }

        using (var panels = SKBitmap.Decode(In("curves-by-steps.png")))
            Assert.All(Enumerable.Range(0, 3), panel => Assert.True(IsDrawnOn(panels, panel * panels.Width / 3, panels.Width / 3), $"Panel {panel} is empty."));

        Assert.Contains("<h1>CartPole-v1: linear-gae over gae-lambda and discount</h1>", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("<tr><td>discount</td><td>0.9 | 0.99 | 0.999</td></tr>", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("<figcaption>Each cell: the learning curve&#39;s mean over the whole budget", Read("report.html"), StringComparison.Ordinal);
        var sweep = Read("sweep.csv").TrimEnd().Split("\r\n");
        Assert.Equal("method,gae-lambda,discount,return_mean_over_budget,return_std_over_budget", sweep[0]);
        Assert.Equal(["linear-gae,0,0.9", "linear-gae,0,0.99", "linear-gae,0,0.999", "linear-gae,1,0.9", "linear-gae,1,0.99", "linear-gae,1,0.999"], sweep.Skip(1).Select(line => string.Join(',', line.Split(',')[..3])));
        Assert.All(sweep.Skip(1), line => Assert.InRange(double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture), 8, 500));
    }

    [Fact]
    public async Task A3c_is_compared_with_methods_in_one_thread_and_the_report_says_what_cannot_be_repeated()
    {
        var a3c = new Contender("a3c", A3CMethod.Method, A3CMethod.Method.Defaults with { MaxSteps = 2_000 });

        Assert.Equal(ExitCodes.Success, await RunAsync(SampleTrials.Request(SampleTrials.Contender("a2c"), a3c)));

        Assert.Empty(_errors.ToString());
        var report = Read("report.html");
        Assert.Contains("With several workers, or several gradients in flight", report, StringComparison.Ordinal);
        Assert.Matches("<td>a3c</td><td>[0-9.]+</td><td>0: ", report);
        Assert.Contains("<tr><td>workers</td><td>–</td><td>2</td></tr>", report, StringComparison.Ordinal);
        Assert.Contains("a3c,2,1,", Read("episodes.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_with_a_reference_says_how_the_others_differ_from_it()
    {
        var (reference, other) = (SampleTrials.Contender("one-step"), SampleTrials.Contender("linear-gae"));

        Assert.Equal(ExitCodes.Success, await RunAsync(SampleTrials.Request(reference, other) with { Reference = reference }));

        var differences = Read("differences.csv").TrimEnd().Split("\r\n");
        Assert.Equal(1 + 2, differences.Length);
        Assert.All(differences, line => Assert.Equal(differences[0].Count(letter => letter == ','), line.Count(letter => letter == ',')));
        Assert.StartsWith("linear-gae,195,0,,,", differences[1], StringComparison.Ordinal);
        Assert.Contains("against one-step", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">against one-step</th>", Read("report.html"), StringComparison.Ordinal);
        Assert.False(File.Exists(In("differences.csv.tmp")));
    }

    [Fact]
    public async Task An_interrupted_comparison_goes_on_with_the_trials_that_are_missing()
    {
        var request = SampleTrials.Request(SampleTrials.Contender("one-step"));
        Assert.Equal(ExitCodes.Success, await RunAsync(request));
        var kept = new FileInfo(In("trials/one-step-seed1.json"));
        var (text, written) = (File.ReadAllText(kept.FullName), kept.LastWriteTimeUtc);
        var missing = File.ReadAllText(In("trials/one-step-seed2.json"));
        File.Delete(In("trials/one-step-seed2.json"));

        Assert.Equal(ExitCodes.Success, await RunAsync(request));

        kept.Refresh();
        Assert.Equal((text, written), (File.ReadAllText(kept.FullName), kept.LastWriteTimeUtc));
        Assert.Equal(EpisodesOf(missing), EpisodesOf(File.ReadAllText(In("trials/one-step-seed2.json"))));

        static string EpisodesOf(string json) => json[json.IndexOf("\"episode_ends\"", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_is_done_and_says_how_to_go_on()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var exitCode = await RunAsync(SampleTrials.Request(SampleTrials.Contender("one-step")), cancellation.Token);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains($"0 of 2 trials are kept in {_folder.Path}; the same command with --out", _output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("report.html")));
    }

    [Fact]
    public async Task A_trial_with_other_options_is_not_mixed_in()
    {
        var contender = SampleTrials.Contender("one-step");
        Assert.Equal(ExitCodes.Success, await RunAsync(SampleTrials.Request(contender)));

        var exitCode = await RunAsync(SampleTrials.Request(contender with { Options = contender.Options with { Discount = 0.5 } }));

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains("is a trial with other options", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PolicyBackend.Auto, "simd", "backend simd (vectors of")]
    [InlineData(PolicyBackend.Simd, "simd", "backend simd (vectors of")]
    [InlineData(PolicyBackend.Torch, "torch", "backend torch")]
    public async Task Trial_and_report_say_what_computed_the_networks(PolicyBackend backend, string name, string inReport)
    {
        Assert.Equal(ExitCodes.Success, await RunAsync(SampleTrials.Request(SampleTrials.Contender("a2c")) with { Backend = backend }));

        Assert.Contains($"\"backend\":\"{name}\"", Read("trials/a2c-seed1.json").Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(inReport, Read("report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_with_another_backend_is_not_mixed_in()
    {
        var request = SampleTrials.Request(SampleTrials.Contender("a2c"));
        Assert.Equal(ExitCodes.Success, await RunAsync(request with { Backend = PolicyBackend.Simd }));
        Assert.Equal(ExitCodes.Success, await RunAsync(request));

        Assert.Equal(ExitCodes.Usage, await RunAsync(request with { Backend = PolicyBackend.Torch }));
        Assert.Contains("with another backend", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_trial_that_cannot_be_read_is_named(string text)
    {
        Directory.CreateDirectory(In("trials"));
        await File.WriteAllTextAsync(In("trials/one-step-seed2.json"), text);

        var exitCode = await RunAsync(SampleTrials.Request(SampleTrials.Contender("one-step")));

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains("one-step-seed2.json' cannot be read as a trial", Assert.Single(_errors.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_diverges_is_a_result_and_no_failure()
    {
        var contender = SampleTrials.Contender("one-step");

        var exitCode = await RunAsync(SampleTrials.Request(contender with { Options = contender.Options with { LearningRate = 1e6, ValueCoefficient = 1e6 } }));

        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.Contains("one-step (2 broke off)", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The policy has diverged", Read("report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_named()
    {
        var file = In("occupied");
        await File.WriteAllTextAsync(file, "");

        var exitCode = await RunAsync(SampleTrials.Request(SampleTrials.Contender("one-step")) with { Folder = file });

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains($"The folder '{file}' cannot be written to", _errors.ToString(), StringComparison.Ordinal);
    }

    private static bool IsDrawnOn(SKBitmap bitmap, int left, int width) =>
        Enumerable.Range(left, width).Any(x => Enumerable.Range(bitmap.Height / 4, bitmap.Height / 4).Any(y => bitmap.GetPixel(x, y) != SKColors.White));

    private static void AssertSelfContained(string html)
    {
        Assert.Equal(2, Regex.Count(html, "<img [^>]*src=\"data:image/png;base64,[A-Za-z0-9+/=]+\""));
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("<pre>actorcritic compare --methods &#39;a&lt;b&#39;</pre>", html, StringComparison.Ordinal);
        Assert.Contains("interquartile range", html, StringComparison.Ordinal);
        Assert.Contains("<td>System.Numerics.Tensors</td>", html, StringComparison.Ordinal);
        Assert.Contains("logical processors", html, StringComparison.Ordinal);
        Assert.Contains("<td>gaeLambda</td>", html, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(ComparisonRequest request, CancellationToken cancellation = default)
    {
        var output = TextWriter.Synchronized(_output);
        return new ComparisonRunner(EnvironmentCatalogue.CreateDefault(), TextConsole.Create(output), _errors, TimeProvider.System)
            .RunAsync(request with { Folder = request.Folder ?? _folder.Path }, cancellation);
    }

    private string Read(string name) => File.ReadAllText(In(name));

    private string In(string name) => _folder.In(name);
}
