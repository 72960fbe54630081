using ActorCritic.Distributed.Node.Tests.Architecture;
using Microsoft.Playwright;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Browser;

/// <summary>A report in a browser, as somebody sees it who opens the file, and what the browser had to say of it.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private ReportPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>What the page wrote to the console, and what went wrong in it.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What the browser asked for, data inside the page left out.</summary>
    public IEnumerable<string> Requests => _requests.Where(address => !address.StartsWith("data:", StringComparison.Ordinal));

    /// <param name="path">The file.</param>
    /// <param name="width">Of the window, pixels.</param>
    public static async Task<ReportPage> OpenAsync(string path, int width)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = BrowserFactAttribute.Executable });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var report = new ReportPage(playwright, browser, page);
        await page.GotoAsync(new Uri(path).AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return report;
    }

    /// <summary>Keeps a picture of the whole page where test results go.</summary>
    public Task<byte[]> KeepScreenshotAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        FullPage = true,
        Path = Path.Combine(SourceTree.Root, "TestResults", "screenshots", $"{name}.png"),
    });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
