using ActorCritic.Distributed.Node.Cluster;

namespace ActorCritic.Distributed.Node.Tests.Cluster;

public sealed class LearnerSentencesSpecs
{
    [Fact]
    public void What_is_said_of_a_takeover_is_understood()
    {
        var state = SampleState.Of(term: 4, version: 1_234);

        var takeover = LearnerSentences.ReadTakeover(LearnerSentences.TakenOver(state));

        Assert.Equal(new Takeover(state.Run, 5, 1_234, state.Parameters.EnvironmentSteps), takeover);
    }

    [Fact]
    public void What_is_said_of_a_new_run_is_understood()
    {
        Assert.True(LearnerSentences.IsBegun(LearnerSentences.Begun("runs/a")));
        Assert.Null(LearnerSentences.ReadTakeover(LearnerSentences.Begun("runs/a")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Listening on 127.0.0.1:4053; workers join with: actorcritic worker --join 127.0.0.1:4053")]
    [InlineData("The learner of run-1 is in this process now: it goes on from version many (0 steps), in term 2.")]
    public void Another_line_says_nothing_of_either(string line)
    {
        Assert.False(LearnerSentences.IsBegun(line));
        Assert.Null(LearnerSentences.ReadTakeover(line));
    }
}
