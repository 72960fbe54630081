using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Tests.CommandLine;

namespace ActorCritic.Distributed.Node.Tests.Simulation;

public sealed class SimulateCommandSpecs
{
    private readonly CommandLineRun _run = new();

    [Fact]
    public async Task A_simulation_is_asked_for_with_its_nodes_its_faults_and_what_is_trained()
    {
        await _run.InvokeAsync(
            "simulate", "--nodes", "4", "--workers-per-node", "2", "--standbys", "3", "--discount", "0.9", "--fault", "kill:worker-4@5s", "--fault", "cut:standby-3@20000+6s");

        Assert.Empty(_run.Errors);
        var request = Assert.Single(_run.SimulationRequests);
        Assert.Equal(new SimulatedCast(Workers: 4, Standbys: 3).Nodes, request.Cast.Nodes);
        Assert.Equal((2, 8, 0.9), (request.WorkersPerNode, request.Training.Options.Workers, request.Training.Options.Discount));
        Assert.Equal(["kill:worker-4@5s", "cut:standby-3@20000+6s"], request.Faults.Select(fault => fault.ToString()));
        Assert.True(request.Training.UntilSolved);
    }

    [Fact]
    public async Task With_drawn_faults_the_budget_is_used_up_so_that_all_of_them_happen()
    {
        await _run.InvokeAsync("simulate", "--chaos", "7");

        var request = Assert.Single(_run.SimulationRequests);
        Assert.Equal(7ul, request.Chaos);
        Assert.False(request.Training.UntilSolved);
        Assert.Contains("\"untilSolved\": false", request.Training.PlanJson, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill:worker-3@5s", "there is no node 'worker-3', the nearest is 'worker-")]
    [InlineData("kill:worker-0@5s", "there is no node 'worker-0'")]
    [InlineData("nan:learner@5s", "only worker nodes compute gradients")]
    [InlineData("burn:worker-1@5s", "one of kill, pause, cut, delay, nan")]
    public async Task A_fault_that_cannot_happen_is_refused(string fault, string expected)
    {
        var refusal = await _run.RefusalAsync("simulate", "--fault", fault);

        Assert.Contains(expected, Assert.Single(refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_processes_every_fault_is_possible()
    {
        string[] faults = ["kill:worker-1@5s", "pause:learner@20000+1s", "cut:worker-1@5s", "delay:worker-1@5s=50ms", "nan:worker-1@5s"];

        await _run.InvokeAsync(["simulate", "--processes", .. faults.SelectMany(fault => new[] { "--fault", fault })]);

        Assert.Empty(_run.Errors);
        Assert.True(Assert.Single(_run.SimulationRequests).Processes);
    }

    [Fact]
    public async Task Between_processes_no_faults_are_drawn() =>
        Assert.Contains("leave --processes out", Assert.Single(await _run.RefusalAsync("simulate", "--processes", "--chaos", "1")), StringComparison.Ordinal);

    [Fact]
    public async Task Faults_are_either_drawn_or_asked_for() =>
        Assert.Contains("give either --chaos or --fault", Assert.Single(await _run.RefusalAsync("simulate", "--chaos", "1", "--fault", "kill:worker-1@5s")), StringComparison.Ordinal);

    [Fact]
    public async Task Help_shows_every_kind_of_fault_with_an_example()
    {
        await _run.InvokeAsync("simulate", "--help");

        foreach (var kind in Enum.GetNames<FaultKind>())
            Assert.Contains(_run.Output, line => line.TrimStart().StartsWith($"{kind.ToLowerInvariant()}:", StringComparison.Ordinal));
    }
}
