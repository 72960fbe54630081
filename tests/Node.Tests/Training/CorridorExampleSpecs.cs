using ActorCritic.Distributed.Examples.Corridor;
using ActorCritic.Distributed.Node.Tests.Architecture;

namespace ActorCritic.Distributed.Node.Tests.Training;

/// <summary>The example of an environment of one's own, examples/Corridor, does what it is an example of.</summary>
public sealed class CorridorExampleSpecs : IDisposable
{
    private readonly TrainingSession _session = new();

    public CorridorExampleSpecs() =>
        _session.Environments.Register(CorridorEnvironment.Description, () => new CorridorEnvironment());

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_environment_checker_finds_nothing_wrong_with_it() =>
        Assert.Empty(_session.Environments.Check(CorridorEnvironment.Description.Id));

    [Fact]
    public async Task It_is_solved_with_the_general_defaults()
    {
        Assert.Equal(ExitCodes.Success, await _session.TrainAsync($"--env {CorridorEnvironment.Description.Id} --seed 1"));

        Assert.Empty(_session.Errors);
        Assert.Contains(_session.Output, line => line.StartsWith("Solved Corridor-v0 after ", StringComparison.Ordinal));
        Assert.InRange(_session.Summary.SolvedAt!.Confirmation.ReturnMean, -5.5, -4.5);
    }

    [Theory]
    [InlineData("CorridorEnvironment.cs")]
    [InlineData("Program.cs")]
    public void The_README_quotes_it_word_by_word(string file) => Assert.Contains(
        SourceTree.Read($"examples/Corridor/{file}").Trim().ReplaceLineEndings("\n"),
        SourceTree.Read("README.md").ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    [Fact]
    public void The_light_is_reached_by_walking_towards_it_and_only_there_the_episode_ends()
    {
        var corridor = new CorridorEnvironment();
        Span<float> observation = stackalloc float[2];
        for (var seed = 0ul; seed < 20; seed++)
        {
            corridor.Reset(seed, observation);
            var (place, lamp) = (observation[0] * 5, observation[1] * 5);
            var steps = (int)MathF.Round(MathF.Abs(lamp - place));
            for (var step = 1; step <= steps; step++)
            {
                var result = corridor.Step(lamp > 0 ? 1 : 0, observation);
                Assert.Equal(-1, result.Reward);
                Assert.Equal(step == steps, result.Terminated);
            }
        }
    }
}
