using System.Globalization;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Tests.Architecture;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed class ServiceUnitSpecs
{
    private const string Learner = "deploy/systemd/actorcritic-learner.service";
    private const string Worker = "deploy/systemd/actorcritic-worker@.service";

    public static TheoryData<string> Units { get; } = [Learner, Worker];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task The_program_understands_what_a_unit_starts(string unit) => await CommandOf(unit).AssertUnderstoodAsync();

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_is_given_every_certificate_it_names(string unit)
    {
        var credentials = ValuesOf(unit, "LoadCredential").Select(credential => "/credentials/" + credential.Split(':')[0]).ToArray();

        Assert.All(
            new[] { "--tls-cert", "--tls-key", "--tls-ca" }, option => Assert.Contains(CommandOf(unit).ValueOf(option), credentials));
    }

    [Fact]
    public void A_run_that_ended_regularly_is_not_started_again()
    {
        Assert.Equal([$"{ExitCodes.Unsolved} {ExitCodes.Interrupted}"], ValuesOf(Learner, "SuccessExitStatus"));
        Assert.All(new[] { Learner, Worker }, unit =>
            Assert.Equal([ExitCodes.Usage.ToString(CultureInfo.InvariantCulture)], ValuesOf(unit, "RestartPreventExitStatus")));
    }

    [Fact]
    public void A_learner_keeps_its_run_where_it_may_write() => Assert.StartsWith(
        $"/var/lib/{ValuesOf(Learner, "StateDirectory").Single()}/", CommandOf(Learner).ValueOf("--resume-or-begin"), StringComparison.Ordinal);

    [Fact]
    public void Workers_join_by_the_learner_s_port()
    {
        Assert.Equal($"learner-a:{NodeAddress.DefaultPort}", CommandOf(Worker).ValueOf("--join"));
        Assert.Equal(NodeAddress.DefaultPort.ToString(CultureInfo.InvariantCulture), CommandOf(Learner).ValueOf("--port"));
    }

    private static DeployedCommand CommandOf(string unit)
    {
        var line = ValuesOf(unit, "ExecStart").Single().Replace("%S", "/var/lib", StringComparison.Ordinal)
            .Replace("%d", "/credentials", StringComparison.Ordinal).Replace("%i", "learner-a", StringComparison.Ordinal)
            .Replace("${HOST}", "learner-a", StringComparison.Ordinal)
            .Replace("${LEARNERS}", $"learner-a:{NodeAddress.DefaultPort},learner-b:{NodeAddress.DefaultPort}", StringComparison.Ordinal);
        const string program = "/opt/actorcritic/actorcritic ";
        Assert.StartsWith(program, line, StringComparison.Ordinal);
        return DeployedCommand.Of(unit, line[program.Length..]);
    }

    private static string[] ValuesOf(string unit, string key) =>
        [.. SourceTree.Read(unit).Split('\n').Where(line => line.StartsWith(key + "=", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..])];
}
