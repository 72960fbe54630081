using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Tests.Comparison.Sweeps;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Browser;

public sealed class ReportInBrowserSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public Task A_comparison_of_methods_is_shown_whole_without_the_network() => IsShownWholeAsync(
        "methods", pictures: 2, SampleTrials.Request(SampleTrials.Contender("one-step"), SampleTrials.Contender("a2c"), SampleTrials.Contender("ppo")));

    [BrowserFact]
    public Task Small_multiples_heat_maps_and_measured_staleness_are_shown_whole_without_the_network()
    {
        IVariation[] variations = [new StalenessVariation([0, 2, 8]), SampleSweeps.Of(nameof(TrainingOptions.StalenessPolicy), StalenessPolicyKind.None, StalenessPolicyKind.Scale)];
        var a3c = new Contender("a3c", A3CMethod.Method, A3CMethod.Method.Defaults with { MaxSteps = 1_000, Workers = 1 });

        return IsShownWholeAsync("staleness", pictures: 3, SampleTrials.Request([.. variations.Over(a3c)]) with { Variations = variations });
    }

    private async Task IsShownWholeAsync(string name, int pictures, ComparisonRequest request)
    {
        var errors = new StringWriter();
        var runner = new ComparisonRunner(EnvironmentCatalogue.CreateDefault(), TextConsole.Create(TextWriter.Synchronized(new StringWriter())), errors, TimeProvider.System);
        Assert.Equal(ExitCodes.Success, await runner.RunAsync(request with { Folder = _folder.Path }, default));
        Assert.Empty(errors.ToString());

        foreach (var (window, width) in new[] { ("desktop", 1_280), ("phone", 400) })
        {
            await using var report = await ReportPage.OpenAsync(_folder.In("report.html"), width);
            await report.KeepScreenshotAsync($"report-{name}-{window}");

            Assert.Empty(report.Complaints);
            Assert.Equal([new Uri(_folder.In("report.html")).AbsoluteUri], report.Requests);
            var images = await report.Page.Locator("img").AllAsync();
            Assert.Equal(pictures, images.Count);
            foreach (var image in images)
            {
                Assert.True(await image.IsVisibleAsync());
                Assert.True(await image.EvaluateAsync<int>("image => image.naturalWidth") > 0);
                var box = await image.BoundingBoxAsync();
                Assert.InRange(box!.Width, width / 2, width);
                Assert.InRange(box.Width / box.Height, 0.5, 5);
            }

            // Wide tables scroll by themselves; the page never does to the side.
            Assert.True(await report.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            Assert.True(await report.Page.Locator("table").First.IsVisibleAsync());
        }
    }
}
