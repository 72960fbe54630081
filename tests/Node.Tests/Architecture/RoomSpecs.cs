using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Workers;

namespace ActorCritic.Distributed.Node.Tests.Architecture;

/// <summary>The rooms and arrows of docs/architecture.md.</summary>
public sealed class RoomSpecs
{
    private static readonly Room[] House =
    [
        new("Algorithm", typeof(EnvironmentCatalogue).Assembly, Rooms: [], Libraries: ["TorchSharp"]),
        new("Protocol", typeof(ProtocolVersion).Assembly, Rooms: [], Libraries: ["Akka", "Google.Protobuf"]),
        new("Learner", typeof(LearnerOptions).Assembly, Rooms: ["Algorithm", "Protocol"], Libraries: ["Akka"]),
        new("Workers", typeof(WorkerToolbox).Assembly, Rooms: ["Algorithm", "Protocol"], Libraries: ["Akka"]),
        new(
            "Node",
            typeof(ExitCodes).Assembly,
            Rooms: ["Algorithm", "Protocol", "Learner", "Workers"],
            Libraries:
            [
                "Akka", "Google.Protobuf", "Microsoft.Extensions", "ScottPlot", "SkiaSharp", "Spectre.Console", "System.CommandLine", "TorchSharp",
            ]),
    ];

    private static readonly string[] FileTypes = ["File", "FileStream", "Directory", "Path", "StreamReader", "StreamWriter"];

    public static TheoryData<string> Names { get; } = [.. House.Select(room => room.Name)];

    [Fact]
    public void Every_folder_of_src_is_a_room_with_a_project_of_its_full_name() => Assert.Equal(
        House.Select(room => $"src/{room.Name}/ActorCritic.Distributed.{room.Name}.csproj").Order(),
        SourceTree.Files("src", "*.csproj").Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_references_no_room_it_must_not_know(string name)
    {
        var project = XDocument.Parse(SourceTree.Read($"src/{name}/ActorCritic.Distributed.{name}.csproj"));

        var rooms = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileName(Path.GetDirectoryName(reference.Attribute("Include")!.Value)!));

        Assert.Empty(rooms.Except(RoomOf(name).Rooms));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_assembly_references_only_what_its_room_may_know(string name)
    {
        var room = RoomOf(name);
        string[] known = [.. room.Rooms.Select(other => RoomOf(other).Assembly.GetName().Name!), .. room.Libraries];

        var unknown = room.Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => !IsFramework(reference) && !known.Any(family => IsOfFamily(reference, family)));

        Assert.Empty(unknown);
    }

    private static string[] ThreadTypes => ["TimeProvider", "Threading.Thread"];

    /// <remarks>A worker far away, a simulator and a replay all have to get the same bytes from the same arguments.</remarks>
    [Theory]
    [InlineData("Algorithm")]
    [InlineData("Learner")]
    [InlineData("Workers")]
    public void A_room_that_decides_reads_no_clock_no_file_and_no_chance(string name)
    {
        string[] forbidden =
        [
            "System.Net.Sockets.Socket", "System.Net.Http.HttpClient", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Random",
            "System.Security.Cryptography.RandomNumberGenerator", "System.Threading.Timer", "System.Threading.Thread", "System.Console",
        ];

        // The threads that rollouts are played on are told what to run, and decide nothing about it: the next test but one.
        string[] allowed = name == "Workers" ? ThreadTypes : [];
        Assert.Empty(TypesUsedBy(RoomOf(name).Assembly).Intersect(forbidden).Except(allowed.Select(type => $"System.{type}")));
        if (name != "Learner")
            Assert.Empty(TypesUsedBy(RoomOf(name).Assembly).Intersect(FileTypes.Select(type => $"System.IO.{type}")));
    }

    [Fact]
    public void The_learner_knows_files_in_its_checkpoints_alone()
    {
        var usage = new Regex($@"(?<![\w.])(System\.IO\.)?({string.Join('|', FileTypes)})(?=[.(])");

        string[] users = [.. SourceTree.Files("src/Learner", "*.cs").Where(file => usage.IsMatch(SourceTree.Read(file)))];

        Assert.Contains("src/Learner/Checkpoints/AtomicFile.cs", users);
        Assert.All(users, file => Assert.StartsWith("src/Learner/Checkpoints/", file, StringComparison.Ordinal));
    }

    [Fact]
    public void The_workers_know_clock_and_threads_where_these_are_made_alone()
    {
        var usage = new Regex(@"(?<!\w)(TimeProvider|new Thread|Thread\.)(?!\w)");

        string[] users = [.. SourceTree.Files("src/Workers", "*.cs").Where(file => usage.IsMatch(SourceTree.Read(file)))];

        Assert.Contains("src/Workers/Threads/ComputeThreads.cs", users);
        Assert.All(users, file => Assert.StartsWith("src/Workers/Threads/", file, StringComparison.Ordinal));
    }

    [Fact]
    public void The_algorithm_knows_no_time_at_all() => Assert.Empty(
        TypesUsedBy(RoomOf("Algorithm").Assembly).Intersect(["System.DateTime", "System.DateTimeOffset", "System.TimeSpan"]));

    /// <summary>For the process when it is loaded, and for each thread that computes with it.</summary>
    [Fact]
    public void Libtorchs_threads_are_set_in_two_places() => Assert.Equal(
        ["src/Algorithm/Networks/TorchPolicyNetwork.cs", "src/Node/TorchRuntime.cs"],
        SourceTree.Files("src", "*.cs").Where(file => SourceTree.Read(file).Contains("set_num_threads", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static Room RoomOf(string name) => House.Single(room => room.Name == name);

    /// <summary>Whether an assembly is part of .NET, as all are whose names begin like this but one.</summary>
    private static bool IsFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) ? name != "System.CommandLine" : IsOfFamily(name, "Microsoft.Win32");

    private static bool IsOfFamily(string name, string family) => $"{name}.".StartsWith($"{family}.", StringComparison.Ordinal);

    /// <summary>Full names of the types of other assemblies that an assembly's code mentions.</summary>
    private static List<string> TypesUsedBy(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
    }

    /// <param name="Rooms">The rooms it may know.</param>
    /// <param name="Libraries">The libraries it may know, or what their names begin with.</param>
    private sealed record Room(string Name, Assembly Assembly, string[] Rooms, string[] Libraries);
}
