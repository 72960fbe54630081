using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Node.Tests.Architecture;

public sealed class ReadmeSpecs
{
    [Fact]
    public void Every_file_that_the_README_and_the_docs_point_to_exists()
    {
        foreach (var page in SourceTree.Files("docs", "*.md").Append("README.md"))
        {
            foreach (var target in LinksOf(SourceTree.Read(page)))
                Assert.True(Path.Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, target)), $"{page} points to {target}, which does not exist.");
        }
    }

    private static IEnumerable<string> LinksOf(string markdown) =>
        Regex.Matches(markdown, @"\]\((?<target>[^)#\s]+)")
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal));
}
