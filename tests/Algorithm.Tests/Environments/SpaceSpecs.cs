using ActorCritic.Distributed.Algorithm.Environments;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class SpaceSpecs
{
    private static readonly Box Plane = new([-1, float.NegativeInfinity], [1, float.PositiveInfinity]);

    [Fact]
    public void A_discrete_space_contains_zero_to_its_count_minus_one() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[-10, 110]).Sample((count, value) =>
            new Discrete(count).Contains(value) == Enumerable.Range(0, count).Contains(value));

    [Fact]
    public void A_discrete_space_with_a_nonsensical_count_contains_nothing() =>
        Gen.Int.Sample(value => !new Discrete(-5).Contains(value));

    [Theory]
    [InlineData(-1f, 0f, true)]
    [InlineData(1f, 1e30f, true)]
    [InlineData(0f, float.NegativeInfinity, true)]
    [InlineData(1.0000001f, 0f, false)]
    [InlineData(-1.0000001f, 0f, false)]
    [InlineData(0f, float.NaN, false)]
    [InlineData(float.NaN, 0f, false)]
    public void A_box_contains_its_bounds_and_what_lies_between_and_never_NaN(float first, float second, bool contained) =>
        Assert.Equal(contained, Plane.Contains([first, second]));

    [Fact]
    public void A_box_contains_no_array_of_another_size()
    {
        Assert.False(Plane.Contains([0]));
        Assert.False(Plane.Contains([0, 0, 0]));
    }

    [Fact]
    public void Boxes_are_equal_when_shape_and_bounds_are()
    {
        Assert.Equal(new Box([0, 0], [1, 2]), new Box([0, 0], [1, 2]));
        Assert.Equal(new Box([0, 0], [1, 2]).GetHashCode(), new Box([0, 0], [1, 2]).GetHashCode());
        Assert.NotEqual(new Box([0, 0], [1, 2]), new Box([0, 0], [1, 3]));
        Assert.NotEqual(new Box([0, 0], [1, 2]), new Box([0, -1], [1, 2]));
        Assert.NotEqual(new Box([0, 0], [1, 2]), new Box([0, 0], [1, 2], [2, 1]));
    }

    [Fact]
    public void Spaces_describe_themselves_for_a_reader()
    {
        Assert.Equal("Discrete(2)", new Discrete(2).ToString());
        Assert.Equal("Box(2: [-1, 1], [-Infinity, Infinity])", Plane.ToString());
        Assert.Equal("Box(2×3: [0, 1])", new Box(new float[6], [1, 1, 1, 1, 1, 1], [2, 3]).ToString());
        Assert.Equal("Box(5: [0, 1], [0, 2], [0, 3], [0, 4], …)", new Box(new float[5], [1, 2, 3, 4, 5]).ToString());
    }

    [Fact]
    public void A_box_keeps_its_bounds_when_the_callers_array_changes()
    {
        float[] high = [1];
        var box = new Box([0], high);
        high[0] = 5;

        Assert.False(box.Contains([2]));
    }
}
