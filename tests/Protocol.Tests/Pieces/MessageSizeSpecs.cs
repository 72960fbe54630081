using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using ActorCritic.Distributed.Protocol.Wire;
using CsCheck;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

public sealed class MessageSizeSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void No_message_takes_more_bytes_than_its_bound(string name)
    {
        AssertBounded(MessageSamples.Of(MessageTypes.Named(name)));
        MessageGenerator.Of(MessageTypes.Named(name)).Sample(AssertBounded, iter: 300);
    }

    /// <summary>So that a small message is not cut for nothing, and no type is left to the bound for unknown ones.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void The_bound_of_a_small_message_is_small(string name) =>
        Assert.InRange(MessageSize.UpperBound(MessageSamples.Of(MessageTypes.Named(name))), 0, 12_000);

    [Fact]
    public void Numbers_at_their_largest_stay_within_the_bound()
    {
        var worker = new WorkerStatus(int.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, double.MaxValue, double.MaxValue, long.MaxValue, long.MaxValue);
        EquatableList<RejectionCount> rejections = [.. Enumerable.Repeat(new RejectionCount(GradientRejectionReason.TooStale, long.MaxValue), 1000)];
        var status = MessageSamples.Of<TrainingStatus>();

        AssertBounded(status with { StalenessHistogram = [.. Enumerable.Repeat(long.MaxValue, 1000)] });
        AssertBounded(status with { Rejections = rejections });
        AssertBounded(status with
        {
            Nodes = [.. Enumerable.Repeat(new WorkerNodeStatus("n", long.MaxValue, long.MaxValue, [.. Enumerable.Repeat(worker, 100)], rejections), 100)],
        });
        AssertBounded(status with { Standbys = [.. Enumerable.Repeat(new StandbyStatus("s", long.MaxValue, true), 1000)] });
        var state = MessageSamples.Of<LearnerStateReplicated>().State;
        AssertBounded(new LearnerStateReplicated(state with
        {
            Statistics = state.Statistics with
            {
                LastEpisodes = [.. Enumerable.Repeat(new EpisodeReport(double.MinValue, -1), 1000)],
                StalenessHistogram = [.. Enumerable.Repeat(long.MaxValue, 1000)],
                Rejections = rejections,
            },
            Evaluations = state.Evaluations with { Pending = [.. Enumerable.Repeat(new PendingEvaluation(int.MaxValue, int.MaxValue, state.Parameters), 1000)] },
        }));
        var gradient = MessageSamples.Of<SubmitGradient>();
        AssertBounded(gradient with
        {
            // Negative numbers take all ten bytes of a varint.
            Rollout = gradient.Rollout with { Episodes = [.. Enumerable.Repeat(new EpisodeReport(double.MinValue, -1), 1000)] },
        });
    }

    [Fact]
    public void Texts_of_any_characters_stay_within_the_bound()
    {
        foreach (var character in new[] { "x", "λ", "→", "🙂", "\uD800" })
        {
            var text = string.Concat(Enumerable.Repeat(character, 512));
            AssertBounded(MessageSamples.Of<WorkerFailed>() with { Run = text, Node = text, Cause = string.Concat(text, text, text, text) });
        }
    }

    [Fact]
    public void A_vector_adds_four_bytes_an_element_to_the_bound()
    {
        var message = MessageSamples.Of<ParametersPublished>();
        long Bound(int length) =>
            MessageSize.UpperBound(message with { Parameters = message.Parameters with { Values = FloatVector.TakeOwnership(new float[length]) } });

        Assert.Equal(4_000_000, Bound(1_000_000) - Bound(0));
    }

    [Fact]
    public void An_unknown_type_of_message_counts_as_large() =>
        Assert.Equal(WireLimits.MessageLength, MessageSize.UpperBound(new Stranger()));

    private void AssertBounded(ITrainingMessage message) =>
        Assert.InRange(wire.Serializer.ToBinary(message).Length, 0, MessageSize.UpperBound(message));

    private sealed record Stranger : ITrainingMessage;
}
