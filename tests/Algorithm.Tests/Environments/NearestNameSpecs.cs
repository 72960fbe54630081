using ActorCritic.Distributed.Algorithm.Environments;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class NearestNameSpecs
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char['a', 'd'], 0, 6];

    [Theory]
    [InlineData("CartPole-v2", "CartPole-v1")]
    [InlineData("cartpole-v0", "CartPole-v0")]
    [InlineData("Cartploe-v1", "CartPole-v1")]
    [InlineData("Acrobat-v1", "Acrobot-v1")]
    [InlineData("", "Acrobot-v1")]
    public void The_nearest_name_is_the_one_with_the_fewest_edits_and_of_equals_the_first(string written, string meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["CartPole-v1", "CartPole-v0", "Acrobot-v1"]));

    [Fact]
    public void Among_no_names_none_is_nearest() => Assert.Null(NearestName.Of("CartPole-v1", []));

    [Fact]
    public void Every_name_is_nearest_to_itself() =>
        Gen.Select(Words, Words.Array[0, 5]).Sample((name, others) => NearestName.Of(name, [.. others, name]) == name);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("gamma", "", 5)]
    public void The_textbook_distances_come_out(string source, string target, int distance) =>
        Assert.Equal(distance, NearestName.EditDistance(source, target));

    [Fact]
    public void The_distance_is_what_trying_every_edit_gives() =>
        Gen.Select(Words, Words).Sample((source, target) => NearestName.EditDistance(source, target) == Literal(source, target));

    /// <summary>The recursive definition of the optimal string alignment distance.</summary>
    private static int Literal(string source, string target)
    {
        if (source.Length == 0 || target.Length == 0)
            return source.Length + target.Length;

        var distance = Math.Min(Literal(source[..^1], target), Literal(source, target[..^1])) + 1;
        distance = Math.Min(distance, Literal(source[..^1], target[..^1]) + (source[^1] == target[^1] ? 0 : 1));
        if (source.Length > 1 && target.Length > 1 && source[^1] == target[^2] && source[^2] == target[^1])
            distance = Math.Min(distance, Literal(source[..^2], target[..^2]) + 1);
        return distance;
    }
}
