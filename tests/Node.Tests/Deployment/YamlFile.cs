using ActorCritic.Distributed.Node.Tests.Architecture;
using YamlDotNet.RepresentationModel;

namespace ActorCritic.Distributed.Node.Tests.Deployment;

/// <summary>Reads YAML files of the source tree.</summary>
internal static class YamlFile
{
    /// <summary>The documents of a file, each a mapping.</summary>
    public static IReadOnlyList<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(SourceTree.Read(file)));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>The node at a path such as "spec/template/spec"; fails if there is none.</summary>
    public static YamlNode At(this YamlNode node, string path) => path.Split('/').Aggregate(node, (inner, key) => inner[key]);

    public static string Text(this YamlNode node, string path) => ((YamlScalarNode)node.At(path)).Value!;

    public static IReadOnlyList<string> Texts(this YamlNode node) => [.. ((YamlSequenceNode)node).Select(item => ((YamlScalarNode)item).Value!)];

    public static IReadOnlyList<YamlNode> Items(this YamlNode node) => [.. (YamlSequenceNode)node];

    public static bool Has(this YamlNode node, string key) => ((YamlMappingNode)node).Children.ContainsKey(key);
}
