using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class FreeTextSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    private const int Limit = WireLimits.TextLength;

    [Fact]
    public void A_text_at_the_limit_travels_whole() => Assert.Equal(new string('x', Limit), Sent(new string('x', Limit)));

    [Fact]
    public void A_longer_text_arrives_as_its_beginning() => Assert.Equal(new string('x', Limit - 1) + "…", Sent(new string('x', Limit + 1)));

    [Fact]
    public void A_character_of_two_halves_is_never_cut_in_two() =>
        Assert.Equal(new string('x', Limit - 2) + "…", Sent(new string('x', Limit - 2) + "🙂🙂"));

    [Fact]
    public void Every_explanation_and_cause_is_cut()
    {
        var pages = new string('x', 100_000);

        Assert.Equal(Limit, RoundTrip(MessageSamples.Of<WorkerNodeRejected>() with { Explanation = pages }).Explanation.Length);
        Assert.Equal(Limit, RoundTrip(MessageSamples.Of<GradientRejected>() with { Explanation = pages }).Explanation.Length);
        Assert.Equal(Limit, RoundTrip(MessageSamples.Of<EvaluationFailed>() with { Cause = pages }).Cause.Length);
        Assert.Equal(Limit, RoundTrip(MessageSamples.Of<TrainingCompleted>() with { Explanation = pages }).Explanation.Length);
    }

    private string Sent(string cause) => RoundTrip(MessageSamples.Of<WorkerFailed>() with { Cause = cause }).Cause;

    private T RoundTrip<T>(T message)
        where T : ITrainingMessage => (T)wire.RoundTrip(message);
}
