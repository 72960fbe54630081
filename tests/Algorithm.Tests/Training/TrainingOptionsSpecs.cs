using System.Globalization;
using System.Reflection;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Tests.Training;

public class TrainingOptionsSpecs
{
    /// <summary>What a person can set: every property that has a setter.</summary>
    private static readonly PropertyInfo[] Settable = [.. typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite)];

    private static HyperparameterAttribute RangeOf(PropertyInfo property) => property.GetCustomAttribute<HyperparameterAttribute>()!;

    private static bool IsNumeric(PropertyInfo property) =>
        property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(double);

    /// <summary>Valid options but for the one property; a list gets the value as its only item.</summary>
    private static TrainingOptions With(string name, object value, TrainingOptions? options = null)
    {
        var changed = (options ?? new TrainingOptions()) with { };
        var property = typeof(TrainingOptions).GetProperty(name)!;
        property.SetValue(changed, value);
        return changed;
    }

    public static TheoryData<string> NumericNames => [.. Settable.Where(IsNumeric).Select(property => property.Name)];

    // ---- What is described

    [Fact]
    public void Every_option_is_described()
    {
        Assert.True(Settable.Length > 20);
        Assert.All(Settable, property => Assert.False(string.IsNullOrWhiteSpace(property.GetCustomAttribute<HyperparameterAttribute>()?.Description), property.Name));
        Assert.Distinct(Settable.Select(property => RangeOf(property).Description));
    }

    [Fact]
    public void Every_number_but_the_seed_has_a_lower_bound_and_every_real_number_an_upper_one()
    {
        foreach (var property in Settable.Where(IsNumeric))
        {
            Assert.True(double.IsFinite(RangeOf(property).Minimum), property.Name);
            Assert.True(double.IsFinite(RangeOf(property).Maximum) || property.PropertyType != typeof(double), property.Name);
        }
    }

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new TrainingOptions().Validate());

    // ---- Ranges

    [Theory]
    [MemberData(nameof(NumericNames))]
    public void A_number_on_the_edge_of_its_range_is_valid_and_the_next_one_is_not(string name)
    {
        var property = typeof(TrainingOptions).GetProperty(name)!;
        var range = RangeOf(property);

        AssertEdge(range.Minimum, range.MinimumExcluded, outwards: -1);
        if (double.IsFinite(range.Maximum))
            AssertEdge(range.Maximum, range.MaximumExcluded, outwards: 1);

        void AssertEdge(double edge, bool excluded, int outwards)
        {
            if (property.PropertyType == typeof(double))
            {
                // One step of float32 inwards, one of double outwards.
                var inside = outwards < 0 ? MathF.BitIncrement((float)edge) : MathF.BitDecrement((float)edge);
                var outside = outwards < 0 ? Math.BitDecrement(edge) : Math.BitIncrement(edge);
                AssertValid((double)inside);
                AssertInvalid(outside);
                if (excluded)
                    AssertInvalid(edge);
                else
                    AssertValid(edge);
            }
            else
            {
                Assert.False(excluded);
                AssertValid(Convert.ChangeType(edge, property.PropertyType, CultureInfo.InvariantCulture));
                AssertInvalid(Convert.ChangeType(edge + outwards, property.PropertyType, CultureInfo.InvariantCulture));
            }
        }

        void AssertValid(object value) => Assert.Empty(With(name, value).Validate());

        void AssertInvalid(object value)
        {
            var violation = Assert.Single(With(name, value).Validate());
            Assert.Equal(FormattableString.Invariant($"{name} is {value}; it must be {range.Range}."), violation);
        }
    }

    [Theory]
    [MemberData(nameof(NumericNames))]
    public void A_real_number_that_is_none_or_infinite_is_not_valid(string name)
    {
        if (typeof(TrainingOptions).GetProperty(name)!.PropertyType != typeof(double))
            return;

        foreach (var value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue])
            Assert.StartsWith($"{name} is ", Assert.Single(With(name, value).Validate()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Discount", 1.5, "Discount is 1.5; it must be 0 … 1.")]
    [InlineData("AdamBeta1", 1.0, "AdamBeta1 is 1; it must be at least 0 and below 1.")]
    [InlineData("AdamBeta2", 0.99999999, "AdamBeta2 is 0.99999999; it must be at least 0 and below 1.")]
    [InlineData("LearningRate", 0.0, "LearningRate is 0; it must be above 0 and at most 1000000.")]
    [InlineData("RewardScale", 1e-60, "RewardScale is 1E-60; it must be above 0 and at most 1000000.")]
    [InlineData("Workers", 0, "Workers is 0; it must be 1 … 1024.")]
    [InlineData("MaxSteps", 0L, "MaxSteps is 0; it must be ≥ 1.")]
    public void A_violation_is_a_sentence_with_name_value_and_range(string name, object value, string expected) =>
        Assert.Equal([expected], With(name, value).Validate());

    [Fact]
    public void Every_width_of_the_hidden_layers_is_checked_and_there_may_be_none()
    {
        Assert.Empty(new TrainingOptions { HiddenSizes = [] }.Validate());
        Assert.Empty(new TrainingOptions { HiddenSizes = [1, 65_536] }.Validate());
        Assert.Equal(
            ["HiddenSizes is 0; it must be 1 … 65536.", "HiddenSizes is 65537; it must be 1 … 65536."],
            new TrainingOptions { HiddenSizes = [64, 0, 65_537] }.Validate());
    }

    [Fact]
    public void A_rollout_is_bounded_as_a_whole()
    {
        Assert.Empty(new TrainingOptions { RolloutLength = 2_048, EnvironmentsPerWorker = 2_048 }.Validate());
        Assert.Equal(
            ["A rollout of 2049 × 2048 steps is too large; T × E must be at most 4194304."],
            new TrainingOptions { RolloutLength = 2_049, EnvironmentsPerWorker = 2_048 }.Validate());
    }

    // ---- What does not fit together

    [Fact]
    public void A_round_has_one_gradient_of_every_worker_so_that_none_may_send_more()
    {
        var options = new TrainingOptions { GradientsInFlight = 2 };

        Assert.Empty(options.Validate());
        Assert.StartsWith("GradientsInFlight is 2 and Mode is Sync", Assert.Single((options with { Mode = TrainingMode.Sync }).Validate()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.None, 0, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.None, 1, "MaxStaleness is 1 and StalenessPolicy is None")]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Bound, 0, "StalenessPolicy is Bound and MaxStaleness is 0")]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Bound, 1, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Bound, long.MaxValue, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Scale, 0, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Scale, 8, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Compensate, 0, "StalenessPolicy is Compensate and MaxStaleness is 0")]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Compensate, 1_024, null)]
    [InlineData(TrainingMode.Async, StalenessPolicyKind.Compensate, 1_025, "MaxStaleness is 1025; with the policy Compensate")]
    [InlineData(TrainingMode.Sync, StalenessPolicyKind.None, 0, null)]
    [InlineData(TrainingMode.Sync, StalenessPolicyKind.None, 1, "MaxStaleness is 1 and StalenessPolicy is None")]
    [InlineData(TrainingMode.Sync, StalenessPolicyKind.Bound, 1, "Mode is Sync")]
    [InlineData(TrainingMode.Sync, StalenessPolicyKind.Scale, 0, "Mode is Sync")]
    public void A_staleness_policy_and_its_bound_must_fit_together(
        TrainingMode mode, StalenessPolicyKind policy, long maxStaleness, string? violation)
    {
        var violations = new TrainingOptions { Mode = mode, StalenessPolicy = policy, MaxStaleness = maxStaleness }.Validate();

        if (violation is null)
            Assert.Empty(violations);
        else
            Assert.StartsWith(violation, Assert.Single(violations), StringComparison.Ordinal);
    }

    // ---- What is no number

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_missing_environment_is_named(string? environment)
    {
        var violation = Assert.Single(new TrainingOptions { Environment = environment! }.Validate());

        Assert.Contains("Environment is ", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_hidden_layers_are_named() =>
        Assert.Equal(["HiddenSizes is missing."], new TrainingOptions { HiddenSizes = null! }.Validate());

    [Fact]
    public void A_choice_that_there_is_not_is_named_with_those_there_are()
    {
        var choices = Settable.Where(property => property.PropertyType.IsEnum).ToList();
        Assert.True(choices.Count >= 5);

        foreach (var property in choices)
        {
            foreach (var valid in Enum.GetValues(property.PropertyType))
                Assert.DoesNotContain(With(property.Name, valid).Validate(), violation => violation.Contains("valid are", StringComparison.Ordinal));
            Assert.Equal(
                [$"{property.Name} is 99; valid are {string.Join(", ", Enum.GetNames(property.PropertyType))}."],
                With(property.Name, Enum.ToObject(property.PropertyType, 99)).Validate());
        }
    }

    // ---- All at once

    [Fact]
    public void All_violations_are_listed_at_once()
    {
        var options = new TrainingOptions();
        foreach (var property in Settable)
        {
            options = property switch
            {
                _ when IsNumeric(property) => With(property.Name, Convert.ChangeType(-1, property.PropertyType, CultureInfo.InvariantCulture), options),
                _ when property.PropertyType.IsEnum => With(property.Name, Enum.ToObject(property.PropertyType, 99), options),
                _ when property.PropertyType == typeof(string) => With(property.Name, "", options),
                _ when property.PropertyType == typeof(IReadOnlyList<int>) => With(property.Name, (int[])[-1], options),
                _ => options,
            };
        }

        // Everything can be wrong but switches and the seed.
        var expected = Settable.Where(property => property.PropertyType != typeof(bool) && property.PropertyType != typeof(ulong)).Select(property => property.Name);
        Assert.Equal(expected, options.Validate().Select(violation => violation.Split(' ')[0]));
    }

    // ---- What becomes of them

    [Fact]
    public void Options_are_valid_exactly_when_the_optimizer_made_of_them_is()
    {
        // Ranges stand twice, here with a person's names and in the optimizers; they must say the same.
        double[] values = [-1, -1e-300, 0, 1e-60, 1e-46, 1e-45, 1e-8, 0.5, 0.99999994, 0.99999999, 1, 1.0000001, 2, double.NaN, double.PositiveInfinity];
        (OptimizerKind Kind, string Name)[] constants =
        [
            (OptimizerKind.RmsProp, nameof(TrainingOptions.RmsPropDecay)), (OptimizerKind.RmsProp, nameof(TrainingOptions.RmsPropEpsilon)),
            (OptimizerKind.Adam, nameof(TrainingOptions.AdamBeta1)), (OptimizerKind.Adam, nameof(TrainingOptions.AdamBeta2)),
            (OptimizerKind.Adam, nameof(TrainingOptions.AdamEpsilon)), (OptimizerKind.Sgd, nameof(TrainingOptions.SgdMomentum)),
        ];

        foreach (var (kind, name) in constants)
        {
            foreach (var value in values)
            {
                var options = With(name, value) with { Optimizer = kind };
                Assert.True(options.Validate().Count == options.OptimizerOptions().Violations().Count, $"{name} = {value}");
            }
        }
    }

    [Fact]
    public void The_optimizer_is_made_of_the_constants_of_its_own()
    {
        var options = new TrainingOptions { RmsPropDecay = 0.1, RmsPropEpsilon = 0.2, AdamBeta1 = 0.3, AdamBeta2 = 0.4, AdamEpsilon = 0.5, SgdMomentum = 0.6 };

        Assert.Equal(new RmsPropOptions { Decay = 0.1, Epsilon = 0.2 }, (options with { Optimizer = OptimizerKind.RmsProp }).OptimizerOptions());
        Assert.Equal(new AdamOptions { Beta1 = 0.3, Beta2 = 0.4, Epsilon = 0.5 }, (options with { Optimizer = OptimizerKind.Adam }).OptimizerOptions());
        Assert.Equal(new SgdOptions { Momentum = 0.6 }, (options with { Optimizer = OptimizerKind.Sgd }).OptimizerOptions());
        Assert.Throws<ArgumentOutOfRangeException>(() => (options with { Optimizer = (OptimizerKind)99 }).OptimizerOptions());
    }

    [Fact]
    public void The_network_fits_the_environment()
    {
        var spec = EnvironmentCatalogue.CreateDefault().Find("CartPole-v1");
        int[] widths = [3, 5];

        var network = new TrainingOptions { HiddenSizes = widths, Activation = Activation.Relu, SeparateTrunks = true }.NetworkFor(spec);

        Assert.Equal(new NetworkOptions(4, 2, widths, Activation.Relu, SeparateTrunks: true), network);
        Assert.Equal(4_675, ParameterLayout.Of(new TrainingOptions().NetworkFor(spec)).Count);
    }

    [Fact]
    public void A_rollout_has_T_times_E_steps_also_beyond_32_bits() =>
        Assert.Equal(4_294_967_296, new TrainingOptions { RolloutLength = 65_536, EnvironmentsPerWorker = 65_536 }.StepsPerRollout);

    // ---- Ranges in words

    [Theory]
    [InlineData(0, 1, false, false, "0 … 1")]
    [InlineData(0, 1, true, false, "above 0 and at most 1")]
    [InlineData(0, 1, false, true, "at least 0 and below 1")]
    [InlineData(0, 1, true, true, "above 0 and below 1")]
    [InlineData(0.5, double.PositiveInfinity, false, false, "≥ 0.5")]
    [InlineData(0.5, double.PositiveInfinity, true, false, "> 0.5")]
    [InlineData(double.NegativeInfinity, 65_536, false, false, "≤ 65536")]
    [InlineData(double.NegativeInfinity, 65_536, false, true, "< 65536")]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, false, false, "")]
    public void A_range_reads_as_a_person_would_write_it(double minimum, double maximum, bool minimumExcluded, bool maximumExcluded, string expected)
    {
        var range = new HyperparameterAttribute("x") { Minimum = minimum, Maximum = maximum, MinimumExcluded = minimumExcluded, MaximumExcluded = maximumExcluded };

        Assert.Equal(expected, range.Range);
    }
}
