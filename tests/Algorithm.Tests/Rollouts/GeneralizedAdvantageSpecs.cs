using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Tests.Golden;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class GeneralizedAdvantageSpecs
{
    /// <summary>A rollout as arrays, time-major.</summary>
    private sealed record Rollout(int E, float[] Rewards, float[] Values, float[] NextValues, bool[] Terminated, bool[] Truncated)
    {
        public int Count => Rewards.Length;

        public bool Ended(int i) => Terminated[i] || Truncated[i];

        public (float[] Advantages, float[] Returns) Estimate(double discount, double gaeLambda)
        {
            var advantages = new float[Count];
            var returns = new float[Count];
            GeneralizedAdvantage.Compute(
                Rewards, Values, NextValues, Terminated, Truncated, E, discount, gaeLambda, advantages, returns);
            return (advantages, returns);
        }
    }

    private static Rollout OneEnvironment(
        float[] rewards, float[] values, float[] nextValues, int? terminatedAt = null, int? truncatedAt = null) =>
        new(1, rewards, values, nextValues,
            [.. rewards.Select((_, t) => t == terminatedAt)],
            [.. rewards.Select((_, t) => t == truncatedAt)]);

    /// <summary>
    /// Rollouts of random size with every mixture of endings. Where an episode goes on, nextValues is the next step's value,
    /// as it is in a real rollout; at an ending it is a number of its own.
    /// </summary>
    private static readonly Gen<Rollout> GenRollout =
        from e in Gen.Int[1, 5]
        from t in Gen.Int[1, 24]
        from rewards in Gen.Float[-2, 2].Array[t * e]
        from values in Gen.Float[-5, 5].Array[t * e]
        from bootstraps in Gen.Float[-5, 5].Array[t * e]
        from endings in Gen.Int[0, 9].Array[t * e]
        let terminated = endings.Select(ending => ending is 0 or 1).ToArray()
        let truncated = endings.Select(ending => ending is 1 or 2).ToArray()
        let nextValues = bootstraps.Select((own, i) => i + e < t * e && endings[i] > 2 ? values[i + e] : own).ToArray()
        select new Rollout(e, rewards, values, nextValues, terminated, truncated);

    private static readonly Gen<double> GenFraction = Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]);

    /// <summary>
    /// The definition, eq. 16 of the paper, in O(T²) and double: Âₜ = Σₗ (γλ)ˡ δₜ₊ₗ, the sum ending with the step that ends the episode
    /// or the rollout. Also gives Σ|terms|, the scale that float32 rounding errors go by.
    /// </summary>
    private static (double Advantage, double Scale) Literally(Rollout rollout, int i, double discount, double gaeLambda)
    {
        var (sum, scale) = (0.0, 0.0);
        for (var (j, l) = (i, 0); j < rollout.Count; j += rollout.E, l++)
        {
            var bootstrap = rollout.Terminated[j] ? 0.0 : discount * rollout.NextValues[j];
            var weight = Math.Pow(discount * gaeLambda, l);
            sum += weight * (rollout.Rewards[j] + bootstrap - rollout.Values[j]);
            scale += weight * (Math.Abs(rollout.Rewards[j]) + Math.Abs(bootstrap) + Math.Abs(rollout.Values[j]));
            if (rollout.Ended(j))
                break;
        }

        return (sum, scale);
    }

    private static void AssertClose(double expected, double actual, double scale, string where)
    {
        // Some thirty roundings of at most 6e-8 each, of a quantity no larger than the scale.
        Assert.True(Math.Abs(expected - actual) <= 2e-6 * scale + 1e-30, $"{where}: expected {expected:R}, got {actual:R}");
    }

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
            var rollout = new Rollout(e, Flat(golden.Rewards), values, [.. values.Skip(e), .. lastValues], terminated, new bool[t * e]);

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
                var alone = new Rollout(
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

    // ---- Endings

    [Fact]
    public void A_truncated_step_bootstraps_from_its_successor()
    {
        // The reset state that follows is worth 100 and must not be taken for the successor, which is worth 7.
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], truncatedAt: 0);

        var (advantages, returns) = rollout.Estimate(1, 1);

        Assert.Equal(1 + 7 - 10, advantages[0]);
        Assert.Equal(1 + 7, returns[0]);
    }

    [Fact]
    public void A_terminated_step_bootstraps_nothing()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], terminatedAt: 0);

        var (advantages, returns) = rollout.Estimate(1, 1);

        Assert.Equal(1 - 10, advantages[0]);
        Assert.Equal(1, returns[0]);
    }

    [Fact]
    public void A_step_both_terminated_and_truncated_bootstraps_nothing()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [7, 100], terminatedAt: 0, truncatedAt: 0);

        Assert.Equal(1 - 10, rollout.Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void The_last_step_of_a_rollout_bootstraps_from_its_successor()
    {
        Assert.Equal(1 + 7 - 10, OneEnvironment([1], [10], [7]).Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void The_value_of_a_terminal_successor_is_not_even_read()
    {
        var rollout = OneEnvironment([1, 1], [10, 100], [float.NaN, 100], terminatedAt: 0);

        Assert.Equal(1 - 10, rollout.Estimate(1, 1).Advantages[0]);
    }

    [Fact]
    public void Nothing_leaks_from_the_next_episode_into_an_advantage()
    {
        // Change everything after an ending, in the same environment: up to the ending not one bit may change.
        Check.Sample(Gen.Select(GenRollout, GenFraction, GenFraction, Gen.Int[0, 1000]), (rollout, discount, gaeLambda, pick) =>
        {
            var endings = Enumerable.Range(0, rollout.Count).Where(rollout.Ended).ToArray();
            if (endings.Length == 0)
                return;
            var ending = endings[pick % endings.Length];
            bool IsLater(int i) => i > ending && i % rollout.E == ending % rollout.E;
            float[] Disturbed(float[] numbers) => [.. numbers.Select((number, i) => IsLater(i) ? number * 31 + 17 : number)];
            var disturbed = rollout with
            {
                Rewards = Disturbed(rollout.Rewards),
                Values = Disturbed(rollout.Values),
                NextValues = Disturbed(rollout.NextValues),
            };

            var (before, _) = rollout.Estimate(discount, gaeLambda);
            var (after, _) = disturbed.Estimate(discount, gaeLambda);

            for (var i = 0; i < rollout.Count; i++)
            {
                if (!IsLater(i))
                    Assert.Equal(before[i], after[i]);
            }
        });
    }

    // ---- The door

    [Fact]
    public void A_rollout_without_steps_has_no_advantages()
    {
        var (advantages, returns) = OneEnvironment([], [], []).Estimate(0.99, 0.95);

        Assert.Empty(advantages);
        Assert.Empty(returns);
    }

    [Theory]
    [InlineData("values")]
    [InlineData("nextValues")]
    [InlineData("terminated")]
    [InlineData("truncated")]
    [InlineData("advantages")]
    [InlineData("returns")]
    public void A_wrong_length_is_refused_by_name(string shortOne)
    {
        int LengthOf(string name) => name == shortOne ? 5 : 6;
        var error = Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Compute(
            new float[6], new float[LengthOf("values")], new float[LengthOf("nextValues")], new bool[LengthOf("terminated")],
            new bool[LengthOf("truncated")], 2, 0.99, 0.95, new float[LengthOf("advantages")], new float[LengthOf("returns")]));

        Assert.Equal(shortOne, error.ParamName);
        Assert.Contains("5 elements and there are 6 rewards", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_time_step_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Estimate(count: 6, environments: 4));

        Assert.Contains("6 rewards, which is no multiple of 4 environments", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.01, 0.5, "discount")]
    [InlineData(1.01, 0.5, "discount")]
    [InlineData(double.NaN, 0.5, "discount")]
    [InlineData(0.5, -0.01, "gaeLambda")]
    [InlineData(0.5, 1.01, "gaeLambda")]
    [InlineData(0.5, double.NaN, "gaeLambda")]
    public void A_discount_or_lambda_outside_0_to_1_is_refused(double discount, double gaeLambda, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Estimate(6, 1, discount, gaeLambda));

        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void No_environments_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate(count: 0, environments: 0));

    private static void Estimate(int count, int environments, double discount = 0.99, double gaeLambda = 0.95) =>
        GeneralizedAdvantage.Compute(
            new float[count], new float[count], new float[count], new bool[count], new bool[count],
            environments, discount, gaeLambda, new float[count], new float[count]);
}
