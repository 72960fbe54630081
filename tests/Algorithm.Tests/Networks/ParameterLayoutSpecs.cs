using System.Globalization;
using ActorCritic.Distributed.Algorithm.Networks;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Networks;

public class ParameterLayoutSpecs
{
    private static readonly NetworkOptions CartPole = new(ObservationSize: 4, ActionCount: 2, HiddenSizes: [64, 64]);

    private static readonly Gen<NetworkOptions> GenOptions =
        from observationSize in Gen.Int[1, 20]
        from actionCount in Gen.Int[1, 10]
        from hiddenSizes in Gen.Int[1, 40].Array[0, 4]
        from relu in Gen.Bool
        from separate in Gen.Bool
        select new NetworkOptions(observationSize, actionCount, hiddenSizes, relu ? Activation.Relu : Activation.Tanh, separate);

    private static string[] Describe(NetworkOptions options) =>
        [.. ParameterLayout.Of(options).Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}] at {parameter.Offset}")];

    // ---- Names, shapes, offsets

    [Fact]
    public void The_reference_network_has_the_names_and_shapes_of_its_state_dict()
    {
        Assert.Equal(
            [
                "shared.0.weight [64, 4] at 0",
                "shared.0.bias [64] at 256",
                "shared.2.weight [64, 64] at 320",
                "shared.2.bias [64] at 4416",
                "actor.weight [2, 64] at 4480",
                "actor.bias [2] at 4608",
                "critic.weight [1, 64] at 4610",
                "critic.bias [1] at 4674",
            ],
            Describe(CartPole));
        Assert.Equal(4_675, ParameterLayout.Of(CartPole).Count);
    }

    [Fact]
    public void Separate_trunks_come_one_after_the_other_before_the_heads()
    {
        Assert.Equal(
            [
                "actor_trunk.0.weight [5, 3] at 0",
                "actor_trunk.0.bias [5] at 15",
                "actor_trunk.2.weight [6, 5] at 20",
                "actor_trunk.2.bias [6] at 50",
                "critic_trunk.0.weight [5, 3] at 56",
                "critic_trunk.0.bias [5] at 71",
                "critic_trunk.2.weight [6, 5] at 76",
                "critic_trunk.2.bias [6] at 106",
                "actor.weight [4, 6] at 112",
                "actor.bias [4] at 136",
                "critic.weight [1, 6] at 140",
                "critic.bias [1] at 146",
            ],
            Describe(new NetworkOptions(3, 4, [5, 6], SeparateTrunks: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_hidden_layers_there_are_only_the_heads(bool separateTrunks)
    {
        Assert.Equal(
            ["actor.weight [4, 3] at 0", "actor.bias [4] at 12", "critic.weight [1, 3] at 16", "critic.bias [1] at 19"],
            Describe(new NetworkOptions(3, 4, [], SeparateTrunks: separateTrunks)));
    }

    [Fact]
    public void Parameters_fill_the_vector_without_gap_or_overlap_under_names_of_their_own()
    {
        Check.Sample(GenOptions, options =>
        {
            var layout = ParameterLayout.Of(options);
            var vector = new float[layout.Count];
            var next = 0;
            foreach (var parameter in layout.Parameters)
            {
                Assert.Equal(next, parameter.Offset);
                Assert.Equal(parameter.Shape.Aggregate((product, dimension) => product * dimension), parameter.Count);
                Assert.Equal(parameter.Count, parameter.In(vector.AsSpan()).Length);
                parameter.In(vector.AsSpan()).Fill(parameter.Offset + 1);
                next += parameter.Count;
            }

            Assert.Equal(layout.Count, next);
            Assert.Equal(RandomNetwork.CountOf(options), next);
            Assert.DoesNotContain(0, vector);
            Assert.All(layout.Parameters, parameter => Assert.Equal(parameter.Offset + 1, parameter.In((ReadOnlySpan<float>)vector)[^1]));
            Assert.Distinct(layout.Parameters.Select(parameter => parameter.Name));
        });
    }

    [Fact]
    public void Layers_lead_from_the_observation_to_the_heads()
    {
        Check.Sample(GenOptions, options =>
        {
            var layout = ParameterLayout.Of(options);

            IReadOnlyList<LinearLayout>[] paths =
            [
                [.. layout.SharedTrunk, .. layout.ActorTrunk, layout.ActorHead],
                [.. layout.SharedTrunk, .. layout.CriticTrunk, layout.CriticHead],
            ];
            foreach (var path in paths)
            {
                Assert.Equal([options.ObservationSize, .. options.HiddenSizes], path.Select(linear => linear.Inputs));
                Assert.Equal(options.HiddenSizes, path.SkipLast(1).Select(linear => linear.Outputs));
            }

            Assert.Equal(options.ActionCount, layout.ActorHead.Outputs);
            Assert.Equal(1, layout.CriticHead.Outputs);
            Assert.Equal(layout.Parameters, layout.Linears.SelectMany(linear => new[] { linear.Weight, linear.Bias }));
        });
    }

    // ---- Fingerprint

    [Theory]
    [InlineData(false, "2b2f64eed1a75da5")]
    [InlineData(true, "55f1214a88ccb1f9")]
    public void The_fingerprint_stays_what_it_was(bool separateTrunks, string expected)
    {
        // A changed fingerprint cuts off every checkpoint and every node of another version. These are the first eight bytes of
        //   printf 'float32\nshared.0.weight 64x4\nshared.0.bias 64\nshared.2.weight 64x64\n…\ncritic.bias 1' | sha256sum
        var fingerprint = ParameterLayout.Of(CartPole with { SeparateTrunks = separateTrunks }).Fingerprint;

        Assert.Equal(expected, fingerprint.ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Equal_options_have_the_same_fingerprint_and_the_activation_is_no_part_of_it()
    {
        Check.Sample(GenOptions, options =>
        {
            var fingerprint = ParameterLayout.Of(options).Fingerprint;

            Assert.Equal(fingerprint, ParameterLayout.Of(options with { HiddenSizes = [.. options.HiddenSizes] }).Fingerprint);
            Assert.Equal(fingerprint, ParameterLayout.Of(options with { Activation = 1 - options.Activation }).Fingerprint);
        });
    }

    [Fact]
    public void Any_other_name_or_shape_has_another_fingerprint()
    {
        Check.Sample(GenOptions, options =>
        {
            var fingerprint = ParameterLayout.Of(options).Fingerprint;

            List<NetworkOptions> others =
            [
                options with { ObservationSize = options.ObservationSize + 1 },
                options with { ActionCount = options.ActionCount + 1 },
                options with { HiddenSizes = [.. options.HiddenSizes, 1] },
            ];
            for (var layer = 0; layer < options.HiddenSizes.Count; layer++)
            {
                int[] wider = [.. options.HiddenSizes];
                wider[layer]++;
                others.Add(options with { HiddenSizes = wider });
            }

            if (options.HiddenSizes.Count > 0)
                others.Add(options with { SeparateTrunks = !options.SeparateTrunks });
            Assert.All(others, other => Assert.NotEqual(fingerprint, ParameterLayout.Of(other).Fingerprint));
        });
    }

    [Fact]
    public void Networks_of_the_same_size_have_different_fingerprints()
    {
        // 1-3-2 with heads of 1 + 1: 6 + 8 + 6 = 20;  1-1-3 with heads of 2 + 1: 2 + 6 + 12 = 20.
        var wide = ParameterLayout.Of(new NetworkOptions(1, 1, [3, 2]));
        var other = ParameterLayout.Of(new NetworkOptions(1, 2, [1, 3]));

        Assert.Equal(20, wide.Count);
        Assert.Equal(wide.Count, other.Count);
        Assert.NotEqual(wide.Fingerprint, other.Fingerprint);
    }

    // ---- The door

    [Theory]
    [InlineData(0, 2, 8, "ObservationSize")]
    [InlineData(4, 0, 8, "ActionCount")]
    [InlineData(4, 2, 0, "HiddenSizes")]
    [InlineData(4, 2, -3, "HiddenSizes")]
    public void A_size_below_1_is_named(int observationSize, int actionCount, int width, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ParameterLayout.Of(new NetworkOptions(observationSize, actionCount, [8, width])));

        Assert.Contains(name, error.ParamName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65_536, 65_536)]
    [InlineData(46_341, 46_341)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_network_too_large_for_one_vector_is_refused_at_the_layer_that_is_too_much(int first, int second)
    {
        var error = Assert.Throws<ArgumentException>(() => ParameterLayout.Of(new NetworkOptions(1, 2, [first, second])));

        Assert.Contains("The network is too large: with shared.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_network_that_fits_is_none_too_large()
    {
        // 1·n + n, and heads of 3·n + 3: 5·n + 3 elements, of which an array holds 2,147,483,591.
        var layout = ParameterLayout.Of(new NetworkOptions(1, 2, [429_496_717]));

        Assert.Equal(2_147_483_588, layout.Count);
        Assert.Throws<ArgumentException>(() => ParameterLayout.Of(new NetworkOptions(1, 2, [429_496_718])));
    }
}
