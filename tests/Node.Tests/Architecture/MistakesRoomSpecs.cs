using System.Text.RegularExpressions;
using ActorCritic.Distributed.Node.Mistakes;

namespace ActorCritic.Distributed.Node.Tests.Architecture;

/// <summary>Mistakes are made in a room of their own, of which nothing knows that is used in training.</summary>
public sealed class MistakesRoomSpecs
{
    private const string Room = "src/Node/Mistakes/";

    [Fact]
    public void Only_the_command_that_shows_them_mentions_a_mistake()
    {
        var types = typeof(Mistake).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Mistake).Namespace && !type.IsNested && !type.Name.StartsWith('<'))
            .Select(type => type.Name)
            .ToList();
        var mention = new Regex($@"\b(Mistakes|{string.Join('|', types)})\b");

        var users = SourceTree.Files("src", "*.cs").Where(file => !file.StartsWith(Room, StringComparison.Ordinal) && mention.IsMatch(WithoutComments(SourceTree.Read(file))));

        Assert.True(types.Count > 7);
        Assert.Equal(["src/Node/CommandLine/MistakesCommand.cs"], users);
    }

    [Fact]
    public void Every_mistake_has_a_file_of_its_own_that_can_be_read_at_a_glance()
    {
        foreach (var mistake in MistakeCatalogue.All)
        {
            var file = SourceTree.Read($"{Room}{mistake.GetType().Name}.cs");
            Assert.Contains("/// <remarks>", file, StringComparison.Ordinal);
            Assert.InRange(file.Split('\n').Length, 20, 85);
        }
    }

    [Fact]
    public void A_mistake_alters_what_a_trainer_is_given_and_contains_no_trainer()
    {
        var trainer = new Regex(@"\b(RolloutWorker|AdvantageActorCritic|IOptimizer|GeneralizedAdvantage|RolloutCollector)\b");

        Assert.DoesNotContain(SourceTree.Files("src", "*.cs"), file => file.StartsWith(Room, StringComparison.Ordinal) && trainer.IsMatch(SourceTree.Read(file)));
    }

    private static string WithoutComments(string source) => Regex.Replace(source, @"//.*", "");
}
