using System.Globalization;
using System.Net;
using System.Text;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Comparison.Report;

/// <summary>A picture of the report.</summary>
/// <param name="Png">Its bytes.</param>
/// <param name="Description">What it shows, for whoever cannot see it.</param>
/// <param name="Caption">What line and band are.</param>
internal sealed record ReportPicture(byte[] Png, string Description, string Caption)
{
    /// <summary>Its width, pixels.</summary>
    public int Width { get; init; } = ComparisonPlot.Width;

    /// <summary>Its height, pixels.</summary>
    public int Height { get; init; } = ComparisonPlot.Height;
}

/// <summary>A table of the report beside the main one.</summary>
/// <param name="Heading">Above it.</param>
/// <param name="Columns">The headings of its columns.</param>
/// <param name="Lines">As many cells as columns in each.</param>
internal sealed record ReportTable(string Heading, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Lines);

/// <summary>report.html: one file that needs no other and no network, with table, pictures and everything that is needed to repeat the comparison.</summary>
internal static class ComparisonPage
{
    private const string Style =
        """
        body { font: 16px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid #e8ecf0; text-align: right; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; }
        figure { margin: 1rem 0; } img { max-width: 100%; height: auto; } figcaption, .note { color: #52606d; font-size: .9rem; }
        pre { background: #f5f7fa; padding: .7rem; overflow-x: auto; }
        """;

    /// <summary>Writes the page, in one atomic step.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    public static void Save(
        string path,
        ComparisonRequest request,
        IReadOnlyList<ComparisonRow> rows,
        IReadOnlyList<ComparisonDifference> differences,
        IReadOnlyList<double> thresholds,
        IReadOnlyList<ReportPicture> pictures,
        IReadOnlyList<string> faults,
        IReadOnlyList<ReportTable> tables)
    {
        var html = Html(request, rows, differences, thresholds, pictures, faults, tables, PackageVersions.Collect(), MachineDescription.Current());
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The page as text; a pure function.</summary>
    internal static string Html(
        ComparisonRequest request,
        IReadOnlyList<ComparisonRow> rows,
        IReadOnlyList<ComparisonDifference> differences,
        IReadOnlyList<double> thresholds,
        IReadOnlyList<ReportPicture> pictures,
        IReadOnlyList<string> faults,
        IReadOnlyList<ReportTable> tables,
        IReadOnlyDictionary<string, string> packages,
        MachineDescription machine)
    {
        var title = TitleOf(request);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Escaped(title)}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Escaped(title)}</h1>\n");
        Paragraph(page, ComparisonPlot.Title(request.Environment.Id, request.Seeds, request.MaxSteps));

        Table(page, ComparisonText.Headings(thresholds), rows.Select(ComparisonText.Cells));
        Note(page, ComparisonText.Legend(request.Seeds));
        if (request.Reference is { } reference)
        {
            Table(page, DifferenceText.Headings(reference, thresholds), differences.Select(DifferenceText.Cells));
            Note(page, DifferenceText.Legend(reference));
        }

        foreach (var fault in faults)
            Note(page, fault);
        foreach (var picture in pictures)
        {
            page.Append(CultureInfo.InvariantCulture, $"<figure><img width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{Escaped(picture.Description)}\" ");
            page.Append(CultureInfo.InvariantCulture, $"src=\"data:image/png;base64,{Convert.ToBase64String(picture.Png)}\">\n<figcaption>{Escaped(picture.Caption)}</figcaption></figure>\n");
        }

        foreach (var table in tables)
        {
            Heading(page, table.Heading);
            Table(page, table.Columns, table.Lines);
        }

        Heading(page, "Repeat it");
        page.Append(CultureInfo.InvariantCulture, $"<pre>{Escaped(request.CommandLine)}</pre>\n");
        Heading(page, "Methods and their options");
        foreach (var method in request.Contenders.Select(contender => contender.Method).Distinct())
            Paragraph(page, $"{method.Name}: {method.Summary}.");
        if (!request.Contenders.All(A3CMethod.IsRepeatable))
            Note(page, DistributedText.NotRepeatable);
        PlanTable(page, request);
        Heading(page, "Measured with");
        Table(page, ["package", "version"], packages.Select(package => new[] { package.Key, package.Value }));
        Paragraph(page, $"{machine.OperatingSystem}, {machine.Dotnet}, {machine.Architecture}, {machine.Cpu}, {machine.Cores} logical processors; {request.DescribeBackends()}; {request.Parallel} threads at a time.");
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>What is compared: each contender, or with variations each method and what is varied, for nobody reads a dozen labels.</summary>
    private static string TitleOf(ComparisonRequest request) => request.Variations.Count == 0
        ? $"{request.Environment.Id}: {string.Join(", ", request.Contenders.Select(contender => contender.Label))}"
        : $"{request.Environment.Id}: {string.Join(", ", request.Contenders.Select(contender => contender.Method.Name).Distinct())} over {string.Join(" and ", request.Variations.Select(variation => variation.Name))}";

    /// <summary>A line for each option; a column for each contender, or with variations for each method, with all values of what is varied.</summary>
    private static void PlanTable(StringBuilder page, ComparisonRequest request)
    {
        var columns = request.Contenders.GroupBy(contender => request.Variations.Count == 0 ? contender.Label : contender.Method.Name).ToList();
        var plans = columns.Select(column => column.Select(contender => contender.Plan()).ToList()).ToList();
        Table(
            page,
            ["option", .. columns.Select(column => column.Key)],
            plans.SelectMany(column => column[0].Keys).Distinct().Select(field => (string[])[field, .. plans.Select(column => ValuesOf(field, column))]));
    }

    private static string ValuesOf(string field, IEnumerable<IReadOnlyDictionary<string, string>> plans) =>
        string.Join(" | ", plans.Select(plan => plan.GetValueOrDefault(field, ComparisonText.None)).Distinct());

    private static void Table(StringBuilder page, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> lines)
    {
        page.Append("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var heading in headings)
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Escaped(heading)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var line in lines)
            page.Append("<tr>").AppendJoin("", line.Select(cell => $"<td>{Escaped(cell)}</td>")).Append("</tr>\n");
        page.Append("</tbody>\n</table></div>\n");
    }

    private static void Heading(StringBuilder page, string text) => page.Append(CultureInfo.InvariantCulture, $"<h2>{Escaped(text)}</h2>\n");

    private static void Paragraph(StringBuilder page, string text) => page.Append(CultureInfo.InvariantCulture, $"<p>{Escaped(text)}</p>\n");

    private static void Note(StringBuilder page, string text) => page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Escaped(text)}</p>\n");

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
