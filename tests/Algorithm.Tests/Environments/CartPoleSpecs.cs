using System.Globalization;
using System.Text.Json;
using ActorCritic.Distributed.Algorithm.Environments;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class CartPoleSpecs
{
    private const double AngleLimit = 12 * 2 * Math.PI / 360;

    private readonly float[] _observation = new float[4];

    public static TheoryData<string> GoldenIds => [.. GoldenCartPole.Episodes.Select(episode => episode.Id)];

    [Theory]
    [MemberData(nameof(GoldenIds))]
    public void Every_step_is_Gymnasiums(string id)
    {
        var golden = GoldenCartPole.Episodes.Single(episode => episode.Id == id);
        var cartPole = new CartPole(CartPole.Version1);
        var limited = new TimeLimit(cartPole);
        limited.Reset(0, _observation);

        for (var i = 0; i < golden.Length; i++)
        {
            SetState(cartPole, golden.StateBefore(i));
            var result = limited.Step(golden.Actions[i], _observation);

            Assert.Equal(new StepResult(golden.Rewards[i], golden.Terminated[i], golden.Truncated[i]), result);
            Assert.Equal(golden.ObservationAfter(i), _observation);
            AssertState(golden.States[i], cartPole, 1e-12);
        }
    }

    [Fact]
    public void The_golden_episodes_are_all_there_and_end_in_both_ways()
    {
        Assert.Equal(20, GoldenCartPole.Episodes.Count);
        Assert.Equal(2868, GoldenCartPole.Episodes.Sum(episode => episode.Length));
        Assert.Equal(15, GoldenCartPole.Episodes.Count(episode => episode.Terminated[^1]));
        Assert.Equal(5, GoldenCartPole.Episodes.Count(episode => episode.Truncated[^1]));
    }

    [Theory]
    [MemberData(nameof(GoldenIds))]
    public void Two_hundred_free_steps_stay_with_Gymnasiums(string id)
    {
        var golden = GoldenCartPole.Episodes.Single(episode => episode.Id == id);
        var cartPole = StartedAt(golden.InitialState);

        for (var i = 0; i < Math.Min(200, golden.Length); i++)
        {
            cartPole.Step(golden.Actions[i], _observation);
            AssertState(golden.States[i], cartPole, 1e-9);
        }
    }

    [Theory]
    [InlineData("CartPole-v0")]
    [InlineData("CartPole-v1")]
    public void The_spec_is_Gymnasiums(string id)
    {
        using var specs = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "envs.json")));
        var golden = specs.RootElement.EnumerateArray().Single(spec => spec.GetProperty("id").GetString() == id);
        var observation = golden.GetProperty("obs");

        var expected = new EnvironmentSpec(
            id,
            new Box(Bounds("low"), Bounds("high"), observation.GetProperty("shape").Deserialize<int[]>()),
            new Discrete(golden.GetProperty("action").GetProperty("n").GetInt32()),
            golden.GetProperty("max_episode_steps").GetInt32(),
            golden.GetProperty("reward_threshold").GetDouble());

        Assert.Equal(expected, EnvironmentCatalogue.CreateDefault().Find(id));

        float[] Bounds(string name) => [.. observation.GetProperty(name).EnumerateArray().Select(bound => bound.GetString() switch
        {
            "inf" => float.PositiveInfinity,
            "-inf" => float.NegativeInfinity,
            var number => (float)double.Parse(number!, CultureInfo.InvariantCulture),
        })];
    }

    [Fact]
    public void A_limit_itself_is_still_within_bounds_and_the_next_number_is_not()
    {
        // At rest the first step leaves the position and the angle as they are.
        Assert.False(StartedAt([2.4, 0, 0, 0]).Step(0, _observation).Terminated);
        Assert.False(StartedAt([-2.4, 0, 0, 0]).Step(0, _observation).Terminated);
        Assert.False(StartedAt([0, 0, AngleLimit, 0]).Step(0, _observation).Terminated);
        Assert.False(StartedAt([0, 0, -AngleLimit, 0]).Step(0, _observation).Terminated);

        Assert.True(StartedAt([Math.BitIncrement(2.4), 0, 0, 0]).Step(0, _observation).Terminated);
        Assert.True(StartedAt([-Math.BitIncrement(2.4), 0, 0, 0]).Step(0, _observation).Terminated);
        Assert.True(StartedAt([0, 0, Math.BitIncrement(AngleLimit), 0]).Step(0, _observation).Terminated);
        Assert.True(StartedAt([0, 0, -Math.BitIncrement(AngleLimit), 0]).Step(0, _observation).Terminated);
    }

    [Fact]
    public void After_the_end_the_motion_goes_on_and_only_a_state_within_bounds_is_rewarded()
    {
        var cartPole = StartedAt([0, 0, 0.3, 1]);

        Assert.Equal(new StepResult(1, Terminated: true, Truncated: false), cartPole.Step(1, _observation));
        Assert.Equal(new StepResult(0, Terminated: true, Truncated: false), cartPole.Step(1, _observation));
        SetState(cartPole, [0, 0, 0, 0]);
        Assert.Equal(new StepResult(1, Terminated: false, Truncated: false), cartPole.Step(1, _observation));
        SetState(cartPole, [3, 0, 0, 0]);
        Assert.Equal(new StepResult(0, Terminated: true, Truncated: false), cartPole.Step(1, _observation));

        cartPole.Reset(_observation);
        SetState(cartPole, [3, 0, 0, 0]);
        Assert.Equal(1, cartPole.Step(1, _observation).Reward);
    }

    [Fact]
    public void The_mirrored_state_and_action_lead_to_the_mirrored_state() =>
        Gen.Select(Gen.Double[-3, 3].Array[4], Gen.Int[0, 1]).Sample((state, action) =>
        {
            var observation = new float[4];
            var cartPole = StartedAt(state);
            var mirrored = StartedAt(Array.ConvertAll(state, number => -number));

            var result = cartPole.Step(action, observation);
            var mirroredResult = mirrored.Step(1 - action, observation);

            var (position, velocity, angle, angularVelocity) = mirrored.State;
            return result == mirroredResult && cartPole.State == (-position, -velocity, -angle, -angularVelocity);
        });

    [Fact]
    public void Starts_are_uniform_between_minus_and_plus_five_hundredths_in_all_four_numbers()
    {
        const int Count = 10_000;
        var cartPole = new CartPole(CartPole.Version1);
        cartPole.Reset(1, _observation);
        var starts = new double[4][];
        for (var i = 0; i < 4; i++)
            starts[i] = new double[Count];

        for (var n = 0; n < Count; n++)
        {
            cartPole.Reset(_observation);
            var (position, velocity, angle, angularVelocity) = cartPole.State;
            (starts[0][n], starts[1][n], starts[2][n], starts[3][n]) = (position, velocity, angle, angularVelocity);
            Assert.Equal([(float)position, (float)velocity, (float)angle, (float)angularVelocity], _observation);
        }

        foreach (var numbers in starts)
        {
            Assert.All(numbers, number => Assert.InRange(number, -0.05, 0.05));
            foreach (var tenth in Enumerable.Range(1, 9))
                Assert.Equal(
                    tenth / 10.0,
                    numbers.Count(number => number < -0.05 + tenth * 0.01) / (double)Count,
                    4 * Math.Sqrt(0.25 / Count));
        }

        Assert.Equal(
            0,
            starts[0].Zip(starts[2], (position, angle) => position * angle).Average(),
            4 * (0.05 * 0.05 / 3) / Math.Sqrt(Count));
    }

    [Fact]
    public void A_reset_with_the_same_seed_starts_the_same_episodes_and_one_without_goes_on() =>
        Gen.ULong.Sample(seed =>
        {
            var (one, other) = (new CartPole(CartPole.Version1), new CartPole(CartPole.Version1));
            var (first, second, again) = (new float[4], new float[4], new float[4]);
            one.Reset(seed, first);
            one.Reset(second);
            other.Reset(seed + 1, again);
            other.Reset(seed, again);

            var sameStart = again.SequenceEqual(first);
            other.Reset(again);
            return sameStart && again.SequenceEqual(second) && !first.SequenceEqual(second);
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void An_action_other_than_left_and_right_is_refused(int action)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => StartedAt([0, 0, 0, 0]).Step(action, _observation));

        Assert.Contains("CartPole-v1 has the actions 0 (left) and 1 (right)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_without_a_seed_needs_one_with_a_seed_before() =>
        Assert.Throws<InvalidOperationException>(() => new CartPole(CartPole.Version1).Reset(_observation));

    [Fact]
    public void A_spec_with_other_spaces_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CartPole(CartPole.Version1 with { ActionSpace = new Discrete(3) }));

    [Fact]
    public void The_checker_finds_nothing_wrong() =>
        Gen.ULong.Sample(seed => EnvironmentCatalogue.CreateDefault().Check("CartPole-v1", seed).Count == 0);

    private static CartPole StartedAt(double[] state)
    {
        var cartPole = new CartPole(CartPole.Version1);
        cartPole.Reset(0, new float[4]);
        SetState(cartPole, state);
        return cartPole;
    }

    private static void SetState(CartPole cartPole, double[] state) => cartPole.State = (state[0], state[1], state[2], state[3]);

    private static void AssertState(double[] expected, CartPole cartPole, double tolerance)
    {
        var (position, velocity, angle, angularVelocity) = cartPole.State;
        double[] actual = [position, velocity, angle, angularVelocity];
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
