using ActorCritic.Distributed.Algorithm.Methods;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

public class LinearGaeSpecs
{
    [Fact]
    public void Follows_a_rollout_of_three_steps_worked_by_hand()
    {
        // All parameters 0: every V is 0 and π is 1/2. γλ = 1/4; δ = r.
        //   Â₂ = −1,  Â₁ = 2 − 1/4 = 1.75,  Â₀ = 1 + 1.75/4 = 1.4375, and the returns are the same, as V = 0
        //   mean 0.7291667, sample deviation 1.5056318; normalised 0.4704563, 0.6780101, −1.1484658 (sum −0.0000006: 0 but for rounding)
        // Row 1 of the policy, actions 1, 0, 1, α_π = 0.6:   0.6/3·1/2·[ 0.4704563·(1, 0, 1) − 0.6780101·(0, 1, 1) − 1.1484658·(1, 1, 1) ]
        // Critic, α_v = 0.3:                                 0.3/3·[ 1.4375·(1, 0, 1) + 1.75·(0, 1, 1) − (1, 1, 1) ]
        var (parameters, episodes) = ThreeSteps.Play(ThreeSteps.Options(0.6, 0.3), updates: 1, actions: [1, 0, 1], (options, environment) =>
        {
            Assert.True(MethodCatalogue.TryFind("linear-gae", out var method));
            return method.Create(options, environment, _ => throw new InvalidOperationException("A linear method needs no network with hidden layers."));
        });

        double[] expected =
        [
            0.06780095, 0.18264759, -0.06780095, -0.18264759,
            0.13560196, -0.13560196,
            0.04375, 0.075, 0.21875,
        ];
        Assert.Equal(expected.Length, parameters.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], parameters[i], 3e-7);
        Assert.Equal([new TrainingEpisode(3, 2, 3)], episodes);
    }
}
