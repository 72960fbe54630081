using System.Globalization;
using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Tests.Architecture;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed class ContainerImageSpecs
{
    private static readonly string Text = SourceTree.Read("deploy/Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal);

    [Fact]
    public void What_is_copied_into_the_build_exists_and_is_let_through_to_it()
    {
        var sources = Instructions("COPY").Where(words => !words.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]).ToArray();
        var allowed = SourceTree.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]);

        Assert.Contains("src", sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, source)), $"There is no {source}."));
        Assert.Equal(allowed.Order(StringComparer.Ordinal), sources.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_of_the_root_that_the_build_reads_is_copied()
    {
        string[] read = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig", "global.json"];

        Assert.All(read, file => Assert.Contains($" {file} ", $" {Instructions("COPY")[0]} ", StringComparison.Ordinal));
    }

    [Fact]
    public void It_comes_without_libtorch_unless_somebody_asks_for_it()
    {
        var publish = Assert.Single(Instructions("RUN"), words => words.StartsWith("dotnet publish", StringComparison.Ordinal));

        Assert.Contains(" -p:WithTorch=$WITH_TORCH ", publish, StringComparison.Ordinal);
        Assert.Equal("WITH_TORCH=false", Assert.Single(Instructions("ARG")));
        Assert.Contains("$(WithTorch)", SourceTree.Read("src/Algorithm/ActorCritic.Distributed.Algorithm.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_starts_the_program_by_its_own_name() =>
        Assert.Equal($"[\"{typeof(ExitCodes).Assembly.GetName().Name}\"]", Instructions("ENTRYPOINT").Single());

    [Fact]
    public void It_runs_as_nobody_in_particular_on_images_of_the_project_s_framework()
    {
        var version = Environment.Version.ToString(2);

        Assert.Equal("$APP_UID", Instructions("USER").Single());
        Assert.All(Instructions("FROM"), image => Assert.Contains($":{version}-noble", image, StringComparison.Ordinal));
        Assert.Equal(NodeAddress.DefaultPort.ToString(CultureInfo.InvariantCulture), Instructions("EXPOSE").Single());
    }

    [Fact]
    public async Task Its_health_check_is_a_command_of_the_program()
    {
        var check = Assert.Single(DeployedCommand.In("deploy/Dockerfile", Instructions("HEALTHCHECK").Single().Replace("$HOSTNAME", "learner", StringComparison.Ordinal)));

        Assert.Equal($"learner:{NodeAddress.DefaultPort}", check.ValueOf("--connect"));
        Assert.Contains("--health", check.Words);
        await check.AssertUnderstoodAsync();
    }

    private static string[] Instructions(string name) =>
        [.. Regex.Matches(Text, $@"^\s*{name}\s+(?<words>.+)$", RegexOptions.Multiline).Select(match => match.Groups["words"].Value.Trim())];
}
