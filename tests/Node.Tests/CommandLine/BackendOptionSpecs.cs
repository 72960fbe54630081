using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

public class BackendOptionSpecs
{
    [Fact]
    public async Task The_words_for_another_process_are_understood_there()
    {
        foreach (var backend in Enum.GetValues<PolicyBackend>())
            Assert.Equal(backend, (await new CommandLineRun().TrainAsync(["--seed", "1", .. BackendOption.WordsFor(backend)])).Backend);
    }
}
