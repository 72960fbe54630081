using ActorCritic.Distributed.Workers.Nodes;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

public sealed class WorkerNodeOptionsSpecs
{
    private static readonly WorkerNodeOptions Valid = new() { Node = "node" };

    public static TheoryData<WorkerNodeOptions, string> Violations => new()
    {
        { Valid with { Node = "" }, "The node has no name." },
        { Valid with { Node = "  " }, "The node has no name." },
        { Valid with { WorkerCount = 0 }, "WorkerCount is 0; it must be 1 … 1024." },
        { Valid with { WorkerCount = 1025 }, "WorkerCount is 1025; it must be 1 … 1024." },
        { Valid with { RegistrationInterval = TimeSpan.Zero }, "RegistrationInterval is 00:00:00; it must be above 0." },
        { Valid with { AnswerTimeout = TimeSpan.Zero }, "AnswerTimeout is 00:00:00; it must be above 0." },
        { Valid with { RolloutTimeout = TimeSpan.FromSeconds(-1) }, "RolloutTimeout is -00:00:01; it must be above 0." },
        { Valid with { RestartPause = TimeSpan.Zero }, "RestartPause is 00:00:00; it must be above 0." },
        { Valid with { DeadlineCheckInterval = TimeSpan.Zero }, "DeadlineCheckInterval is 00:00:00; it must be above 0." },
        {
            Valid with { RestartPause = TimeSpan.FromSeconds(2), MaximumRestartPause = TimeSpan.FromSeconds(1) },
            "MaximumRestartPause is 00:00:01; it must be at least RestartPause, 00:00:02."
        },
    };

    [Theory]
    [MemberData(nameof(Violations), DisableDiscoveryEnumeration = true)]
    public void A_violation_names_the_option_its_value_and_what_is_valid(WorkerNodeOptions options, string violation) =>
        Assert.Equal([violation], options.Violations());

    [Theory]
    [InlineData(5, 2, "node-1: 3, node-2: 2")]
    [InlineData(64, 2, "node-1: 32, node-2: 32")]
    [InlineData(2, 4, "node-1: 1, node-2: 1")]
    [InlineData(1, 4, "node: 1")]
    [InlineData(8, 1, "node: 8")]
    public void Workers_are_split_into_nodes_as_evenly_as_goes(int workers, int nodes, string expected)
    {
        var split = (Valid with { WorkerCount = workers, RestartPause = TimeSpan.FromSeconds(3) }).SplitInto(nodes);

        Assert.Equal(expected, string.Join(", ", split.Select(node => $"{node.Node}: {node.WorkerCount}")));
        Assert.All(split, node => Assert.Equal(TimeSpan.FromSeconds(3), node.RestartPause));
    }

    [Fact]
    public void Into_less_than_one_node_nothing_is_split() => Assert.Throws<ArgumentOutOfRangeException>(() => Valid.SplitInto(0));

    [Fact]
    public void The_defaults_and_the_bounds_are_valid()
    {
        Assert.Empty(Valid.Violations());
        Assert.Empty((Valid with { WorkerCount = 1 }).Violations());
        Assert.Empty((Valid with { WorkerCount = 1024, MaximumRestartPause = Valid.RestartPause }).Violations());
    }

    [Fact]
    public void No_worker_node_is_made_with_violations_and_all_of_them_are_named()
    {
        var options = Valid with { Node = "", WorkerCount = 0 };

        var exception = Assert.Throws<ArgumentException>(() =>
            WorkerNodeActor.Props(options, ActorRefs.Nobody, new WorkerToolbox(ScriptedEnvironment.Catalogue(), new CountedNetworks().Create)));

        Assert.Equal("The node has no name. WorkerCount is 0; it must be 1 … 1024.", exception.Message);
    }
}
