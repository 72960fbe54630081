using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Mistakes;

namespace ActorCritic.Distributed.Node.Tests.Mistakes;

/// <summary>The trainer learns, and the gravest mistakes keep it from doing so.</summary>
public sealed class MistakeLearningSpecs
{
    [Fact]
    public void The_correct_trainer_balances_where_the_gravest_mistakes_fall()
    {
        var correct = new Contender("correct", MistakeCatalogue.Trainer, MistakeCatalogue.Trainer.Defaults with { Seed = 1, MaxSteps = 300_000 });

        Assert.True(LastHundred(correct) >= 195, $"{LastHundred(correct)}");
        foreach (var name in new[] { "wrong-sign", "bootstrap-past-terminal" })
        {
            var mistaken = MistakeCatalogue.All.Single(mistake => mistake.Name == name).In(correct);
            Assert.True(LastHundred(mistaken) < 100, $"{name}: {LastHundred(mistaken)}");
        }
    }

    private static double LastHundred(Contender contender)
    {
        var catalogue = EnvironmentCatalogue.CreateDefault();
        using var method = contender.Method.Create(contender.Options, () => catalogue.Create("CartPole-v1"), network => new SimdPolicyNetwork(network));
        var episodes = new List<TrainingEpisode>();
        method.AdvanceTo(80_000, episodes);
        return episodes.TakeLast(100).Average(episode => episode.Return);
    }
}
