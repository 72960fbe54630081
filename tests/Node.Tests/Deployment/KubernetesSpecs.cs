using System.Globalization;
using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Security;
using ActorCritic.Distributed.Node.Tests.Architecture;
using YamlDotNet.RepresentationModel;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed partial class KubernetesSpecs
{
    private const string Folder = "deploy/kubernetes";
    private const string Page = "deploy/README.md";
    private static readonly YamlNode[] Objects = [.. YamlFile.Documents($"{Folder}/learner.yaml"), .. YamlFile.Documents($"{Folder}/worker.yaml")];

    public static TheoryData<string> Kinds { get; } = ["StatefulSet", "Deployment"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_program_understands_what_a_pod_is_started_with(string kind)
    {
        await CommandOf(kind).AssertUnderstoodAsync();

        Assert.Equal(Port, CommandOf(kind).ValueOf("--port"));
        Assert.Equal(Port, ContainerOf(kind).At("ports").Items().Single().Text("containerPort"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_probe_asks_the_pod_s_own_port_with_its_own_certificate(string kind)
    {
        var words = ContainerOf(kind).At("readinessProbe/exec/command").Texts();
        var probe = Assert.Single(DeployedCommand.In(Folder, Filled(words[2].Replace("$POD_NAME", "$(POD_NAME)", StringComparison.Ordinal)
            .Replace("$POD_IP", "$(POD_IP)", StringComparison.Ordinal))));
        var command = CommandOf(kind);

        Assert.Equal(["sh", "-c"], words.Take(2));
        Assert.Equal("status", probe.Words[0]);
        Assert.Equal($"{command.ValueOf("--host")}:{command.ValueOf("--port")}", probe.ValueOf("--connect"));
        Assert.All(new[] { "--tls-cert", "--tls-key", "--tls-ca" }, option => Assert.Equal(command.ValueOf(option), probe.ValueOf(option)));
        await probe.AssertUnderstoodAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pods_join_the_learners_by_the_names_that_the_set_gives_them(string kind)
    {
        var set = Of("StatefulSet");
        var replicas = int.Parse(set.Text("spec/replicas"), CultureInfo.InvariantCulture);
        var names = Enumerable.Range(0, replicas).Select(ordinal => $"{set.Text("metadata/name")}-{ordinal}.{set.Text("spec/serviceName")}").ToArray();

        Assert.Equal(names.Select(name => $"{name}:{NodeAddress.DefaultPort}"), CommandOf(kind).ValueOf("--join")!.Split(','));
        Assert.Equal(names[0], CommandOf("StatefulSet").ValueOf("--host"));
        Assert.Equal(set.Text("spec/serviceName"), Of("Service").Text("metadata/name"));
        Assert.Equal(Port, Of("Service").At("spec/ports").Items().Single().Text("port"));
    }

    [Fact]
    public void Whatever_selects_the_learners_selects_their_label()
    {
        var label = Of("StatefulSet").Text("spec/template/metadata/labels/app");

        Assert.Equal(label, Of("Service").Text("spec/selector/app"));
        Assert.Equal(label, Of("PodDisruptionBudget").Text("spec/selector/matchLabels/app"));
        Assert.Equal(label, Of("StatefulSet").Text("spec/selector/matchLabels/app"));
        Assert.Equal(Of("Deployment").Text("spec/template/metadata/labels/app"), Of("Deployment").Text("spec/selector/matchLabels/app"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_path_of_a_command_is_in_a_volume_that_is_mounted(string kind)
    {
        var mounts = ContainerOf(kind).At("volumeMounts").Items();
        var volumes = PodOf(kind).At("volumes").Items().Select(volume => volume.Text("name")).ToArray();
        var paths = CommandOf(kind).Words.Select(word => word.Split('=')[^1]).Where(word => word.StartsWith('/')).ToArray();

        Assert.NotEmpty(paths);
        Assert.All(mounts, mount => Assert.Contains(mount.Text("name"), volumes));
        Assert.All(paths, path => Assert.Contains(mounts, mount => path.StartsWith(mount.Text("mountPath") + "/", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_page_makes_the_secret_that_a_pod_mounts_of_certificates_that_it_makes_too(string kind)
    {
        var page = SourceTree.Read(Page);
        var volume = PodOf(kind).At("volumes").Items().Single(volume => volume.Has("secret"));
        var folder = ContainerOf(kind).At("volumeMounts").Items().Single(mount => mount.Text("name") == volume.Text("name")).Text("mountPath");
        var secret = Assert.Single(SecretOfPage().Matches(page), secret => secret.Groups["name"].Value == volume.Text("secret/secretName"));
        var files = secret.Groups["file"].Captures.Select(file => file.Value).ToArray();
        var made = DeployedCommand.In(Page, page).Where(command => command.Words is ["certificates", "create", ..]).SelectMany(FilesOf).ToHashSet();

        var needed = new[] { "--tls-cert", "--tls-key", "--tls-ca" }.Select(CommandOf(kind).ValueOf);
        Assert.Equal(needed.Order(), files.Select(file => $"{folder}/{Path.GetFileName(file)}").Order());
        Assert.All(files, file => Assert.Contains(file.Replace('/', Path.DirectorySeparatorChar), made));

        static string[] FilesOf(DeployedCommand create)
        {
            var (authority, node) = (new CertificateFolder(create.ValueOf("--authority")!), create.ValueOf("--node")!);
            return [authority.CertificateOf(node), authority.KeyOf(node), authority.AuthorityCertificate];
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pod_has_more_time_to_leave_than_leaving_takes(string kind) =>
        Assert.True(int.Parse(PodOf(kind).Text("terminationGracePeriodSeconds"), CultureInfo.InvariantCulture) > 15);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pod_needs_no_privileges(string kind)
    {
        Assert.Equal("true", PodOf(kind).Text("securityContext/runAsNonRoot"));
        Assert.Equal("false", ContainerOf(kind).Text("securityContext/allowPrivilegeEscalation"));
    }

    private static string Port => NodeAddress.DefaultPort.ToString(CultureInfo.InvariantCulture);

    private static DeployedCommand CommandOf(string kind) => new(Folder, [.. ContainerOf(kind).At("args").Texts().Select(Filled)]);

    private static string Filled(string text) => text.Replace("$(POD_NAME)", "learner-0", StringComparison.Ordinal)
        .Replace("$(POD_IP)", "10.1.2.3", StringComparison.Ordinal);

    private static YamlNode ContainerOf(string kind) => PodOf(kind).At("containers").Items().Single();

    private static YamlNode PodOf(string kind) => Of(kind).At("spec/template/spec");

    private static YamlNode Of(string kind) => Objects.Single(item => item.Text("kind") == kind);

    [GeneratedRegex(@"kubectl create secret generic (?<name>\S+)(?: --from-file=(?<file>\S+))+")]
    private static partial Regex SecretOfPage();
}
