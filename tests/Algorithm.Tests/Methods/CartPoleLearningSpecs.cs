using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

/// <summary>The methods that solve the task with the options they have by default keep the pole upright while they train.</summary>
public class CartPoleLearningSpecs
{
    [Theory]
    [InlineData("a2c", 120_000)]
    [InlineData("gae", 120_000)]
    [InlineData("a2c-one-step", 160_000)]
    [InlineData("ppo", 60_000)]
    public void Reaches_the_threshold_of_the_shorter_episodes_with_its_own_options(string name, long steps)
    {
        Assert.True(MethodCatalogue.TryFind(name, out var method));
        var catalogue = EnvironmentCatalogue.CreateDefault();
        using var learning = method.Create(
            method.Defaults with { Seed = 1, MaxSteps = 200_000 }, () => catalogue.Create("CartPole-v1"), network => new SimdPolicyNetwork(network));
        var episodes = new List<TrainingEpisode>();

        learning.AdvanceTo(steps, episodes);

        // A random policy balances for 22 steps.
        Assert.True(episodes.Take(20).Average(episode => episode.Return) < 60);
        var mean = episodes.TakeLast(100).Average(episode => episode.Return);
        Assert.True(mean >= 195, $"The last 100 episodes have a mean return of {mean}.");
    }
}
