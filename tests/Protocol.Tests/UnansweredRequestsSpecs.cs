namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class UnansweredRequestsSpecs
{
    private readonly UnansweredRequests _requests = new();

    [Fact]
    public void A_person_is_told_ever_more_seldom()
    {
        var told = Enumerable.Range(0, 1_000).Select(_ => (_requests.Count, IsTold: _requests.Ask())).Where(request => request.IsTold);

        Assert.Equal([10, 20, 40, 80, 160, 320, 640], told.Select(request => request.Count));
    }

    [Fact]
    public void An_answer_begins_the_count_anew()
    {
        for (var i = 0; i < 25; i++)
            _requests.Ask();

        _requests.Answered();

        Assert.Equal(0, _requests.Count);
        Assert.Equal(10, Enumerable.Range(0, 20).Select(_ => _requests.Ask()).ToList().IndexOf(true));
    }
}
