using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Mistakes;

namespace ActorCritic.Distributed.Node.Tests.Mistakes;

/// <summary>Each mistake does to a rollout what it says, and nothing else.</summary>
public sealed class MistakeSpecs
{
    // γ = λ = 1/2, V(s) = s, so with the script of FourSteps:
    //   δ₀ = 1 + 2/2 − 1 = 1     δ₁ = 4 − 2 = 2     δ₂ = −1 + 4/2 − 3 = −2     δ₃ = 3 + 6/2 − 5 = 1
    //   Â₁ = 2, Â₀ = 1 + 2/4; the others end an episode or the rollout. R = Â + V.
    private static readonly float[] Advantages = [1.5f, 2, -2, 1];
    private static readonly float[] Returns = [2.5f, 4, 1, 6];

    [Fact]
    public void The_correct_trainer_has_the_advantages_and_targets_worked_by_hand() => AssertRollout(Play(null), Advantages, Returns);

    [Fact]
    public void The_wrong_sign_turns_the_advantages_round_and_leaves_the_targets() => AssertRollout(Play("wrong-sign"), [-1.5f, -2, 2, -1], Returns);

    [Fact]
    public void The_target_stands_in_place_of_the_advantage() => AssertRollout(Play("target-as-advantage"), Returns, Returns);

    [Fact]
    public void The_target_comes_as_it_is_also_where_advantages_are_normalised() =>
        AssertRollout(Play("target-as-advantage", Options with { NormalizeAdvantages = true }), Returns, Returns);

    [Fact]
    public void Bootstrapping_past_a_terminal_state_adds_its_value_to_the_last_step_and_by_the_sum_to_the_one_before()
    {
        // δ₁ = 4 + 8/2 − 2 = 6, for V of the terminal state is 8. Â₀ = 1 + 6/4.
        AssertRollout(Play("bootstrap-past-terminal"), [2.5f, 6, -2, 1], [3.5f, 8, 1, 6]);
    }

    [Fact]
    public void Truncation_as_termination_takes_the_future_from_the_step_that_was_cut()
    {
        // δ₂ = −1 − 3 = −4.
        AssertRollout(Play("truncation-as-termination"), [1.5f, 2, -4, 1], [2.5f, 4, -1, 6]);
    }

    [Fact]
    public void Without_normalization_advantages_are_as_large_as_they_are()
    {
        // Mean 5/8, squared deviations 49/64 + 121/64 + 441/64 + 9/64 = 155/16, σ = √(155/48).
        var normalizing = Options with { NormalizeAdvantages = true };
        var σ = MathF.Sqrt(155 / 48f);

        AssertRollout(Play(null, normalizing), [0.875f / σ, 1.375f / σ, -2.625f / σ, 0.375f / σ], Returns);
        AssertRollout(Play("no-normalization", normalizing), Advantages, Returns);
    }

    [Fact]
    public void Without_the_bonus_only_the_weight_of_the_entropy_is_0()
    {
        var network = Play("no-entropy-bonus");

        AssertRollout(network, Advantages, Returns, entropyCoefficient: 0);
        Assert.Equal(0.25, Play(null).Coefficients.Entropy);
    }

    [Fact]
    public void A_critic_that_is_not_detached_is_taught_returns_minus_log_π_over_twice_its_coefficient()
    {
        var network = Play("critic-not-detached");

        // c_v = 1/4, so R′ = R − 2·log π(a|s), with π(0) = 3/4 and π(1) = 1/4.
        float[] targets = [.. Returns.Zip(network.Actions, (target, action) => target - 2 * MathF.Log(action == 0 ? 0.75f : 0.25f))];
        AssertRollout(network, Advantages, targets);
    }

    [Fact]
    public void Every_mistake_begins_with_the_same_play_and_ends_with_its_network()
    {
        var correct = Play(null);

        foreach (var mistake in MistakeCatalogue.All)
        {
            var network = Play(mistake.Name);
            Assert.Equal(correct.Observations, network.Observations);
            Assert.Equal(correct.Actions, network.Actions);
            Assert.True(network.Disposed);
        }
    }

    [Fact]
    public void A_mistake_changes_no_option_but_its_own()
    {
        var correct = CorrectTrainer(Options with { NormalizeAdvantages = true });

        foreach (var mistake in MistakeCatalogue.All)
        {
            var options = mistake.In(correct).Options;
            var expected = mistake.Name switch
            {
                "no-normalization" => correct.Options with { NormalizeAdvantages = false },
                "no-entropy-bonus" => correct.Options with { EntropyCoefficient = 0 },
                _ => correct.Options,
            };
            Assert.Equal(expected, options);
        }
    }

    [Fact]
    public void The_correct_trainer_of_the_command_normalises_and_rewards_entropy()
    {
        Assert.True(MistakeCatalogue.Trainer.Defaults.NormalizeAdvantages);
        Assert.True(MistakeCatalogue.Trainer.Defaults.EntropyCoefficient > 0);
    }

    private static TrainingOptions Options { get; } = new()
    {
        Seed = 5,
        Discount = 0.5,
        GaeLambda = 0.5,
        RolloutLength = 4,
        EnvironmentsPerWorker = 1,
        NormalizeAdvantages = false,
        ValueCoefficient = 0.25,
        EntropyCoefficient = 0.25,
        HiddenSizes = [],
    };

    private static Contender CorrectTrainer(TrainingOptions options) => new("correct", MistakeCatalogue.Trainer, options);

    /// <summary>One update of the trainer, with a mistake or without; what its network was asked to differentiate.</summary>
    private static RememberingNetwork Play(string? mistake, TrainingOptions? options = null)
    {
        var correct = CorrectTrainer(options ?? Options);
        var contender = mistake is null ? correct : MistakeCatalogue.All.Single(candidate => candidate.Name == mistake).In(correct);
        var network = new RememberingNetwork();
        using (var method = contender.Method.Create(contender.Options, () => new FourSteps(), _ => network))
            method.Update(new List<TrainingEpisode>());
        return network;
    }

    private static void AssertRollout(RememberingNetwork network, float[] advantages, float[] returns, double entropyCoefficient = 0.25)
    {
        Assert.Equal([1, 2, 3, 5], network.Observations);
        Assert.Equal(4, network.Advantages.Length);
        for (var t = 0; t < 4; t++)
        {
            Assert.Equal(advantages[t], network.Advantages[t], 1e-6f);
            Assert.Equal(returns[t], network.Returns[t], 1e-6f);
        }

        Assert.Equal((0.25, entropyCoefficient), (network.Coefficients.Value, network.Coefficients.Entropy));
    }
}
