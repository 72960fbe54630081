using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class FarewellSpecs
{
    private static readonly CompanyView Worker = new("worker", IsLeaving: false, IsUnreachable: false);

    private readonly List<string> _said = [];
    private readonly Farewell _farewell;

    public FarewellSpecs() => _farewell = new Farewell(_said.Add, TimeProvider.System);

    [Fact]
    public void Where_nobody_else_is_nobody_is_waited_for() => Assert.False(Awaits(0));

    [Fact]
    public void Everybody_is_waited_for_until_they_have_left()
    {
        Assert.True(Awaits(0, Worker));
        Assert.True(Awaits(1, Worker with { IsLeaving = true }));
        Assert.False(Awaits(2));
        Assert.Empty(_said);
    }

    [Fact]
    public void A_node_that_cannot_be_reached_is_waited_for_also_when_the_others_have_given_it_up()
    {
        Assert.True(Awaits(0, Worker with { IsUnreachable = true }));
        Assert.True(Awaits(8));
        Assert.True(Awaits(14.9));
        Assert.False(Awaits(15));
        Assert.Equal(["The run is over; waits at most 15 s for 1 node that has not heard of it or not left yet, Ctrl-C does not wait."], _said);
    }

    [Fact]
    public void A_node_that_could_not_be_reached_and_is_back_is_waited_for_no_longer_than_any()
    {
        Assert.True(Awaits(0, Worker with { IsUnreachable = true }));
        Assert.True(Awaits(1, Worker));
        Assert.False(Awaits(2));
    }

    [Fact]
    public void A_node_that_vanishes_while_it_leaves_has_heard_of_the_end()
    {
        Assert.True(Awaits(0, Worker with { IsLeaving = true, IsUnreachable = true }));
        Assert.False(Awaits(1));
    }

    [Fact]
    public void Nobody_is_waited_for_for_ever()
    {
        Assert.True(Awaits(14, Worker, Worker with { Name = "another" }));
        Assert.False(Awaits(15, Worker, Worker with { Name = "another" }));
        Assert.Contains("for 2 nodes that have not", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_time_does_not_wait()
    {
        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();

        await _farewell.WaitAsync(() => [Worker], hurry.Token);
    }

    private bool Awaits(double seconds, params CompanyView[] company) => _farewell.Awaits(company, TimeSpan.FromSeconds(seconds));
}
