using ActorCritic.Distributed.Node.Tests.Architecture;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

public sealed class DeploymentPageSpecs
{
    [Fact]
    public async Task The_program_understands_every_command_of_the_page()
    {
        var blocks = SourceTree.Read("deploy/README.md").Split("```").Where((_, index) => index % 2 == 1);
        var commands = blocks.SelectMany(block => DeployedCommand.In("deploy/README.md", block.Replace("\\\n", " ", StringComparison.Ordinal))).ToArray();

        Assert.True(commands.Length >= 4);
        foreach (var command in commands)
            await command.AssertUnderstoodAsync();
    }
}
