using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

public class LinearOneStepSpecs
{
    [Fact]
    public void Follows_three_steps_worked_by_hand()
    {
        // α_π = 1/2, α_v = 1/4, γ = 1/2, actions 0, 1, 0; p = π(0|s). Row 1 of the policy is always the negative of row 0.
        //   s        V(s)   V(s′)  δ                        p                          row 0 += α_π·δ·(1{a = 0} − p)·(s, 1)        φ, c += α_v·δ·(s, 1)
        //   (1, 0)   0      0      1                        1/2                        1/4·(1, 0, 1)                               1/4·(1, 0, 1)
        //   (0, 1)   1/4    1/2    2 + 1/4 − 1/4 = 2        σ(2·1/4) = 0.62245933      −0.62245933·(0, 1, 1)                       1/2·(0, 1, 1)
        //   (1, 1)   3/2    –      −1 − 3/2 = −5/2          σ(−1.48983732) = 0.18394615   −5/4·(1 − 0.18394615)·(1, 1, 1)          −5/8·(1, 1, 1)
        var (parameters, episodes) = ThreeSteps.Play(
            ThreeSteps.Options(0.5, 0.25), updates: 3, actions: [0, 1, 0], (options, environment) => new LinearOneStep(options, environment));

        double[] expected =
        [
            -0.77006732, -1.64252665, 0.77006732, 1.64252665, // weights of the two actions
            -1.39252665, 1.39252665,
            -0.375, -0.125, 0.125,
        ];
        Assert.Equal(expected.Length, parameters.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], parameters[i], 2e-7);
        Assert.Equal([new TrainingEpisode(3, 2, 3)], episodes);
    }

    [Fact]
    public void A_step_that_is_truncated_bootstraps_from_where_it_was_cut()
    {
        // As above, but the last δ is −1 + γ·V(2, 1) − 3/2 with V(2, 1) = 2·1/4 + 1/2 + 3/4 = 7/4: δ = −13/8, and φ, c change by 1/4 of it.
        var (parameters, _) = ThreeSteps.Play(
            ThreeSteps.Options(0.5, 0.25), updates: 3, actions: [0, 1, 0], (options, environment) => new LinearOneStep(options, environment), truncated: true);

        Assert.Equal([0.25f - 0.40625f, 0.5f - 0.40625f, 0.75f - 0.40625f], parameters[6..]);
    }

    [Fact]
    public void Is_gradient_descent_on_the_actor_critic_loss_of_a_single_step()
    {
        // Another way to the same numbers: rollouts of one step, λ = 0, the general loss and SGD. On the same seed both draw the same actions.
        var options = ThreeSteps.Options(1e-2, 5e-3) with { Seed = 3, Discount = 0.99, RolloutLength = 1, GaeLambda = 0 };
        var catalogue = EnvironmentCatalogue.CreateDefault();
        using var oneStep = new LinearOneStep(options, () => catalogue.Create("CartPole-v1"));
        using var general = new AdvantageActorCritic(options, () => catalogue.Create("CartPole-v1"), network => new TorchPolicyNetwork(network));
        var (episodes, generalEpisodes) = (new List<TrainingEpisode>(), new List<TrainingEpisode>());

        oneStep.AdvanceTo(500, episodes);
        general.AdvanceTo(500, generalEpisodes);

        Assert.Equal(generalEpisodes, episodes);
        for (var i = 0; i < oneStep.Parameters.Length; i++)
            Assert.Equal(general.Parameters[i], oneStep.Parameters[i], 1e-4);
        Assert.True(oneStep.Parameters.ToArray().Max(Math.Abs) > 1, "Nothing was learnt, so nothing was compared.");
    }
}
