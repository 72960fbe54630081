using System.Text.RegularExpressions;

namespace ActorCritic.Distributed.Node.Tests.Architecture;

public sealed partial class FolderSpecs
{
    [Fact]
    public void A_namespace_is_the_folder_its_file_is_in()
    {
        var misplaced =
            from file in SourceTree.Files("src", "*.cs")
            let declared = NamespaceDeclaration().Match(SourceTree.Read(file))
            where declared.Success && declared.Groups["name"].Value != NamespaceOf(file)
            select $"{file} is in the namespace {declared.Groups["name"].Value} instead of {NamespaceOf(file)}";

        Assert.Empty(misplaced);
    }

    [Fact]
    public void Only_the_program_itself_is_in_no_namespace() => Assert.Equal(
        ["src/Node/Program.cs"], SourceTree.Files("src", "*.cs").Where(file => !NamespaceDeclaration().IsMatch(SourceTree.Read(file))));

    [Fact]
    public void No_folder_has_a_name_that_could_hold_anything()
    {
        string[] forbidden = ["Common", "Utils", "Utilities", "Shared", "Helpers", "Core", "Misc"];

        var folders = from top in new[] { "src", "tests", "bench", "examples" }
                      from file in SourceTree.Files(top, "*")
                      from folder in file.Split('/')[..^1]
                      select folder;

        Assert.Empty(folders.Intersect(forbidden, StringComparer.OrdinalIgnoreCase));
    }

    private static string NamespaceOf(string file) => string.Join('.', file.Split('/')[1..^1].Prepend("ActorCritic.Distributed"));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();
}
