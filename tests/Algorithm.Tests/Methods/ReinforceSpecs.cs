using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

public class ReinforceSpecs
{
    private static readonly TrainingOptions Options = ThreeSteps.Options(0.6, 0.3) with { NormalizeAdvantages = false };

    private static Reinforce Create(TrainingOptions options, Func<IEnvironment> environment, bool baseline) =>
        new Reinforce(options, environment, network => new LinearPolicyNetwork(network), baseline);

    [Fact]
    public void Follows_an_episode_worked_by_hand()
    {
        // Returns with γ = 1/2: −1, 2 − 1/2 = 3/2, 1 + 3/4 = 7/4; π = 1/2. Row 1, actions 1, 0, 1, η = 0.6:
        //   0.6/3·1/2·[ 7/4·(1, 0, 1) − 3/2·(0, 1, 1) − (1, 1, 1) ] = 0.1·(3/4, −5/2, −3/4)
        var (parameters, episodes) = ThreeSteps.Play(
            Options, updates: 1, actions: [1, 0, 1], (options, environment) => Create(options, environment, baseline: false));

        AssertNear([-0.075, 0.25, 0.075, -0.25, 0.075, -0.075, 0, 0, 0], parameters);
        Assert.Equal([new TrainingEpisode(3, 2, 3)], episodes);
    }

    [Fact]
    public void Learns_the_returns_as_its_baseline()
    {
        // The first episode has no baseline yet, so the policy moves as without. α_v = 0.3: 0.3/3·[ 7/4·(1, 0, 1) + 3/2·(0, 1, 1) − (1, 1, 1) ]
        var (parameters, _) = ThreeSteps.Play(
            Options, updates: 1, actions: [1, 0, 1], (options, environment) => Create(options, environment, baseline: true));

        AssertNear([-0.075, 0.25, 0.075, -0.25, 0.075, -0.075, 0.075, 0.05, 0.225], parameters);
    }

    [Fact]
    public void Weighs_by_what_the_returns_exceed_the_baseline()
    {
        // Second episode, baseline φ = (0.075, 0.05), c = 0.225: b(s) = 0.3, 0.275, 0.35. What the returns 7/4, 3/2, −1 exceed it by: 1.45, 1.225, −1.35.
        //   critic += 0.1·[ 1.45·(1, 0, 1) + 1.225·(0, 1, 1) − 1.35·(1, 1, 1) ] = (0.01, −0.0125, 0.1325)
        var (parameters, _) = ThreeSteps.Play(
            Options, updates: 2, actions: [1, 0, 1, 1, 0, 1], (options, environment) => Create(options, environment, baseline: true));

        AssertNear([0.085, 0.0375, 0.3575], parameters.AsSpan(6..));

        // Row 1 of the policy: logit differences 2·(0.075, −0.25, −0.075)·(s, 1) = 0, −0.65, −0.5 give π(1|s) = 1/2, 0.34298954, 0.37754067, and
        //   row 1 += 0.2·[ 1.45·(1 − 0.5)·(1, 0, 1) − 1.225·0.34298954·(0, 1, 1) − 1.35·(1 − 0.37754067)·(1, 1, 1) ]
        //          = 0.2·[ (0.725, 0, 0.725) − 0.42016219·(0, 1, 1) − 0.84032010·(1, 1, 1) ]
        AssertNear([0.075 - 0.02306402, -0.25 - 0.25209646], parameters.AsSpan(2..4));
        AssertNear([-0.075 - 0.10709646], parameters.AsSpan(5..6));
    }

    [Fact]
    public void A_truncated_episode_is_worth_its_baseline_beyond_the_cut()
    {
        // b(2, 1) = 0.425 after the first episode, which is as above because all was 0. Returns −1 + 0.2125 = −0.7875, 1.60625, 1.803125; exceeding b by 1.503125, 1.33125, −1.1375.
        //   critic += 0.1·[ 1.503125·(1, 0, 1) + 1.33125·(0, 1, 1) − 1.1375·(1, 1, 1) ] = (0.0365625, 0.019375, 0.1696875)
        var (parameters, _) = ThreeSteps.Play(
            Options, updates: 2, actions: [1, 0, 1, 1, 0, 1], (options, environment) => Create(options, environment, baseline: true), truncated: true);

        AssertNear([0.1115625, 0.069375, 0.3946875], parameters.AsSpan(6..));
    }

    private static void AssertNear(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 3e-7);
    }
}
