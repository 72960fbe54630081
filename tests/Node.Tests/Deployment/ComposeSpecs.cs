using ActorCritic.Distributed.Node.Cluster;
using YamlDotNet.RepresentationModel;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed class ComposeSpecs
{
    private const string File = "deploy/compose.yaml";
    private static readonly YamlNode Compose = YamlFile.Documents(File).Single();
    private static readonly string[] Learners = ["learner", "standby"];

    public static TheoryData<string> Nodes { get; } = [.. Learners, "worker"];

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task The_program_understands_what_a_service_is_started_with(string service) => await CommandOf(service).AssertUnderstoodAsync();

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task A_health_check_asks_the_service_s_own_port_with_its_own_certificate(string service)
    {
        var command = CommandOf(service);
        var check = Assert.Single(DeployedCommand.In(File, ServiceOf(service).Text("healthcheck/test").Replace("$$HOSTNAME", service, StringComparison.Ordinal)));

        Assert.Equal($"{service}:{command.ValueOf("--port")}", check.ValueOf("--connect"));
        Assert.Equal(TlsOf(command), TlsOf(check));
        await check.AssertUnderstoodAsync();
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_service_joins_the_learners_by_the_names_they_have(string service) => Assert.Equal(
        Learners.Select(learner => $"{CommandOf(learner).ValueOf("--host")}:{NodeAddress.DefaultPort}"), CommandOf(service).ValueOf("--join")!.Split(','));

    [Fact]
    public void A_learner_is_reached_by_its_service_s_name() => Assert.All(Learners, learner =>
    {
        Assert.Equal(learner, CommandOf(learner).ValueOf("--host"));
        Assert.Equal(learner, ServiceOf(learner).Text("hostname"));
    });

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Every_path_of_a_command_is_in_a_volume_that_is_declared(string service)
    {
        var volumes = ServiceOf(service).At("volumes").Texts().Select(volume => volume.Split(':')).ToArray();

        Assert.All(volumes, volume => Assert.True(Compose.At("volumes").Has(volume[0])));
        Assert.All(
            CommandOf(service).Words.Where(word => word.StartsWith('/')),
            path => Assert.Contains(volumes, volume => path.StartsWith(volume[1] + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_certificates_that_nodes_use_are_the_ones_that_are_made()
    {
        var script = ServiceOf("certificates").At("command").Texts().Single();
        var made = new List<string?>();
        foreach (var node in new[] { "learner", "worker" })
        {
            var command = Assert.Single(DeployedCommand.In(File, script.Replace("$$node", node, StringComparison.Ordinal)));
            await command.AssertUnderstoodAsync();
            made.Add(command.ValueOf("--node"));
        }

        Assert.All(Learners.Append("worker"), service =>
            Assert.Contains(Path.GetFileNameWithoutExtension(CommandOf(service).ValueOf("--tls-cert")), made));
        Assert.StartsWith("for node in learner worker;", script, StringComparison.Ordinal);
    }

    private static DeployedCommand CommandOf(string service) => DeployedCommand.Of(File, ServiceOf(service).Text("command"));

    private static YamlNode ServiceOf(string service) => Compose.At($"services/{service}");

    private static string?[] TlsOf(DeployedCommand command) => [.. new[] { "--tls-cert", "--tls-key", "--tls-ca" }.Select(command.ValueOf)];
}
