using ActorCritic.Distributed.Algorithm.Tests.Golden;
using CsCheck;
using static ActorCritic.Distributed.Algorithm.Tests.Rollouts.AdvantageRollouts;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class GeneralizedAdvantageSpecs
{
    // ---- Against Stable-Baselines3

    private sealed record GoldenRollout(
        string Id,
        double Gamma,
        double GaeLambda,
        int[] Shape,
        double[][] Rewards,
        double[][] Values,
        double[][] EpisodeStarts,
        double[] LastValues,
        bool[] Dones,
        double[][] Advantages,
        double[][] Returns);

    [Fact]
    public void Agrees_with_StableBaselines3()
    {
        foreach (var golden in GoldenFile.Read<GoldenRollout>("gae_A.jsonl"))
        {
            var (t, e) = (golden.Shape[0], golden.Shape[1]);
            var values = Flat(golden.Values);
            var lastValues = golden.LastValues.Select(value => (float)value);

            // It says whether step t STARTS an episode where we say whether step t ENDS one, and knows one kind of ending, that bootstraps 0.
            bool[] terminated = [.. golden.EpisodeStarts.Skip(1).SelectMany(row => row.Select(start => start == 1)), .. golden.Dones];
            var rollout = new AdvantageRollout(e, Flat(golden.Rewards), values, [.. values.Skip(e), .. lastValues], terminated, new bool[t * e]);

            var (advantages, returns) = rollout.Estimate(golden.Gamma, golden.GaeLambda);

            var (expectedAdvantages, expectedReturns) = (Flat(golden.Advantages), Flat(golden.Returns));
            for (var i = 0; i < t * e; i++)
            {
                var (_, scale) = Literally(rollout, i, golden.Gamma, golden.GaeLambda);
                AssertClose(expectedAdvantages[i], advantages[i], scale, $"{golden.Id}, advantage {i}");
                AssertClose(expectedReturns[i], returns[i], scale + Math.Abs(values[i]), $"{golden.Id}, return {i}");
            }
        }

        static float[] Flat(double[][] rows) => [.. rows.SelectMany(row => row.Select(number => (float)number))];
    }

    // ---- Worked by hand

    [Fact]
    public void Follows_a_table_worked_by_hand()
    {
        // γ = 1/2, λ = 1/2, so γλ = 1/4; every number is exact in float32.
        //   t   r    V    V'   end          δ = r + V'/2 − V       Â
        //   0   1    2    4    –            1 + 2 − 2 =  1          1 + (−4)/4   =  0
        //   1   0    4    9    terminated   0 + 0 − 4 = −4         −4
        //   2   2    1    3    –            2 + 1.5 − 1 = 2.5       2.5 + 2/4    =  3
        //   3   1    3    8    truncated    1 + 4 − 3 =  2          2
        //   4  −1    6    2    –           −1 + 1 − 6 = −6         −6 + 3/4     = −5.25
        //   5   4    2    2    –            4 + 1 − 2 = 3           3              (the rollout is over)
        var rollout = OneEnvironment([1, 0, 2, 1, -1, 4], [2, 4, 1, 3, 6, 2], [4, 9, 3, 8, 2, 2], terminatedAt: 1, truncatedAt: 3);

        var (advantages, returns) = rollout.Estimate(0.5, 0.5);

        Assert.Equal([0, -4, 3, 2, -5.25f, 3], advantages);
        Assert.Equal([2, 0, 4, 5, 0.75f, 5], returns);
    }

    [Fact]
    public void Environments_side_by_side_do_not_mix()
    {
        Check.Sample(Gen.Select(GenRollout, GenFraction, GenFraction), (rollout, discount, gaeLambda) =>
        {
            var (advantages, returns) = rollout.Estimate(discount, gaeLambda);
            for (var e = 0; e < rollout.E; e++)
            {
                T[] Column<T>(T[] all) => [.. all.Where((_, i) => i % rollout.E == e)];
                var alone = new AdvantageRollout(
                    1, Column(rollout.Rewards), Column(rollout.Values), Column(rollout.NextValues),
                    Column(rollout.Terminated), Column(rollout.Truncated));

                var (advantagesAlone, returnsAlone) = alone.Estimate(discount, gaeLambda);

                Assert.Equal(advantagesAlone, Column(advantages));
                Assert.Equal(returnsAlone, Column(returns));
            }
        });
    }

    // ---- The definition, and its two ends

    [Fact]
    public void Is_the_discounted_sum_of_TD_errors_up_to_the_end_of_the_episode()
    {
        Check.Sample(Gen.Select(GenRollout, GenFraction, GenFraction), (rollout, discount, gaeLambda) =>
        {
            var (advantages, _) = rollout.Estimate(discount, gaeLambda);
            for (var i = 0; i < rollout.Count; i++)
            {
                var (expected, scale) = Literally(rollout, i, discount, gaeLambda);
                AssertClose(expected, advantages[i], scale, $"advantage {i} of {rollout.Count}, γ = {discount}, λ = {gaeLambda}");
            }
        });
    }

    [Fact]
    public void At_lambda_0_it_is_the_TD_error()
    {
        Check.Sample(Gen.Select(GenRollout, GenFraction), (rollout, discount) =>
        {
            var (advantages, _) = rollout.Estimate(discount, 0);
            for (var i = 0; i < rollout.Count; i++)
            {
                var target = rollout.Rewards[i] + (rollout.Terminated[i] ? 0 : discount * rollout.NextValues[i]);
                AssertClose(target - rollout.Values[i], advantages[i], 12 + Math.Abs(target), $"advantage {i}");
            }
        });
    }

    [Fact]
    public void At_lambda_1_it_is_the_Monte_Carlo_return_minus_the_value()
    {
        Check.Sample(Gen.Select(GenRollout, GenFraction), (rollout, discount) =>
        {
            var (advantages, returns) = rollout.Estimate(discount, 1);
            for (var i = 0; i < rollout.Count; i++)
            {
                // Rewards up to the end of the episode or the rollout, and what the critic expects beyond it: no value in between.
                var (monteCarlo, weight, j) = (0.0, 1.0, i);
                for (; ; j += rollout.E, weight *= discount)
                {
                    monteCarlo += weight * rollout.Rewards[j];
                    if (rollout.Ended(j) || j + rollout.E >= rollout.Count)
                        break;
                }

                if (!rollout.Terminated[j])
                    monteCarlo += weight * discount * rollout.NextValues[j];

                var (_, scale) = Literally(rollout, i, discount, 1);
                AssertClose(monteCarlo - rollout.Values[i], advantages[i], scale, $"advantage {i}");
                AssertClose(monteCarlo, returns[i], scale + 5, $"return {i}");
            }
        });
    }

    [Fact]
    public void Returns_are_advantages_plus_values()
    {
        Check.Sample(Gen.Select(GenRollout, GenFraction, GenFraction), (rollout, discount, gaeLambda) =>
        {
            var (advantages, returns) = rollout.Estimate(discount, gaeLambda);
            Assert.Equal(advantages.Zip(rollout.Values, (advantage, value) => advantage + value), returns);
        });
    }

    [Fact]
    public void A_critic_that_is_constant_and_right_leaves_no_advantage()
    {
        // Reward 1 for ever at γ = 1/2 is worth 2; truncations must not make it look like less.
        Check.Sample(Gen.Select(GenRollout, GenFraction), (rollout, gaeLambda) =>
        {
            var twos = Enumerable.Repeat(2f, rollout.Count).ToArray();
            var endless = rollout with
            {
                Rewards = Enumerable.Repeat(1f, rollout.Count).ToArray(),
                Values = twos,
                NextValues = twos,
                Terminated = new bool[rollout.Count],
            };

            var (advantages, returns) = endless.Estimate(0.5, gaeLambda);

            Assert.All(advantages, advantage => Assert.Equal(0, advantage));
            Assert.Equal(twos, returns);
        });
    }

    [Fact]
    public void A_constant_critic_gives_a_geometric_series()
    {
        // Stable-Baselines3's test: V = c everywhere, r = 1, no ending. Then δ = 1 − (1 − γ)·c, and k steps before the end
        // Â = δ·(1 − (γλ)ᵏ) / (1 − γλ).
        const double c = 3, discount = 0.9, gaeLambda = 0.8;
        const int T = 40;
        var constant = Enumerable.Repeat((float)c, T).ToArray();
        var rollout = OneEnvironment([.. Enumerable.Repeat(1f, T)], constant, constant);

        var (advantages, _) = rollout.Estimate(discount, gaeLambda);

        for (var t = 0; t < T; t++)
        {
            var expected = (1 - (1 - discount) * c) * (1 - Math.Pow(discount * gaeLambda, T - t)) / (1 - discount * gaeLambda);
            Assert.Equal(expected, advantages[t], 5e-6);
        }
    }
}
