namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class UnansweredRequestsSpecs
{
    private readonly UnansweredRequests _requests = new();

    [Fact]
    public void A_person_is_told_ever_more_seldom()
    {
        var told = Enumerable.Range(0, 1_000).Where(_ => Ask() is not null);

        Assert.Equal([10, 20, 40, 80, 160, 320, 640], told);
    }

    [Fact]
    public void What_a_person_is_told_says_how_often_what_was_asked_for_and_what_can_be_done()
    {
        var told = Enumerable.Range(0, 11).Select(_ => Ask()).ToList()[^1];

        Assert.StartsWith("No learner has answered 10 requests to take part; asking on every 1.5 s", told, StringComparison.Ordinal);
        Assert.EndsWith("Ctrl-C ends this process.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_begins_the_count_anew()
    {
        for (var i = 0; i < 25; i++)
            Ask();

        _requests.Answered();

        Assert.Equal(10, Enumerable.Range(0, 20).Select(_ => Ask()).ToList().FindIndex(told => told is not null));
    }

    private string? Ask() => _requests.Ask("to take part", TimeSpan.FromSeconds(1.5));
}
