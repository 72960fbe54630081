using System.Runtime.Serialization;
using ActorCritic.Distributed.Protocol.Messages;
using CsCheck;
using Google.Protobuf;
using V1 = ActorCritic.Distributed.Protocol.Wire.V1;

namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class TrainingMessageSerializerSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_back_as_it_went(string name)
    {
        var sample = MessageSamples.Of(MessageTypes.Named(name));

        Assert.Equal(sample, wire.RoundTrip(sample));
        MessageGenerator.Of(sample.GetType()).Sample(message => Assert.Equal(message, wire.RoundTrip(message)), iter: 300);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_has_a_short_manifest_of_its_own(string name)
    {
        var manifest = wire.Serializer.Manifest(MessageSamples.Of(MessageTypes.Named(name)));

        Assert.Matches("^[a-z]{2,3}$", manifest);
        Assert.Single(MessageTypes.All, type => wire.Serializer.Manifest(MessageSamples.Of(type)) == manifest);
    }

    [Fact]
    public void The_messages_of_the_design_are_all_there()
    {
        string[] designed =
        [
            nameof(RegisterWorkerNode), nameof(WorkerNodeAccepted), nameof(WorkerNodeRejected), nameof(ParametersPublished),
            nameof(ParametersReceived), nameof(SubmitGradient), nameof(GradientApplied), nameof(GradientRejected), nameof(GetTrainingStatus),
            nameof(TrainingStatus), nameof(TrainingCompleted),
        ];

        Assert.Subset(MessageTypes.All.Select(type => type.Name).ToHashSet(), designed.ToHashSet());
    }

    [Fact]
    public void Means_over_nothing_and_a_missing_evaluation_travel_as_such()
    {
        var status = MessageSamples.Of<TrainingStatus>() with
        {
            EpisodeReturnMean = double.NaN,
            EpisodeLengthMean = double.NaN,
            LastEvaluation = null,
            StalenessMean = double.NaN,
            StalenessHistogram = [],
            Rejections = [],
            Nodes = [],
        };

        Assert.Equal(status, wire.RoundTrip(status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("SG")]
    public void An_unknown_manifest_is_refused_with_the_known_ones(string manifest)
    {
        var exception = Assert.Throws<SerializationException>(() => wire.Serializer.FromBinary([], manifest));

        Assert.Contains($"'{manifest}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("sg", exception.Message, StringComparison.Ordinal);
        Assert.Contains("version", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_manifest_at_all_is_refused_like_an_empty_one() =>
        Assert.Contains("''", Assert.Throws<SerializationException>(() => wire.Serializer.FromBinary([], (string)null!)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_object_that_is_no_message_is_refused_by_name()
    {
        var exception = Assert.Throws<SerializationException>(() => wire.Serializer.ToBinary("a string"));

        Assert.Contains("System.String", exception.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationException>(() => wire.Serializer.Manifest(new Stranger()));
    }

    [Fact]
    public void A_plan_that_says_nothing_of_gradients_in_flight_is_one_of_an_older_learner_and_means_one()
    {
        var message = MessageSamples.Of<WorkerNodeAccepted>();
        var older = V1.WorkerNodeAccepted.Parser.ParseFrom(wire.SampleBytes(typeof(WorkerNodeAccepted)));
        older.Plan.GradientsInFlight = 0;

        Assert.Equal(message with { Plan = message.Plan with { GradientsInFlight = 1 } }, wire.Read(typeof(WorkerNodeAccepted), older.ToByteArray()));
    }

    [Fact]
    public void A_field_that_only_a_newer_node_knows_is_ignored()
    {
        var message = MessageSamples.Of<GradientApplied>();
        byte[] field900 = [0xA2, 0x38, 0x02, 0x68, 0x69]; // number 900, length-delimited, "hi"

        Assert.Equal(message, wire.Read(typeof(GradientApplied), [.. wire.SampleBytes(typeof(GradientApplied)), .. field900]));
    }

    [Fact]
    public void Fields_that_only_a_newer_node_knows_take_no_memory()
    {
        byte[] field15 = [15 << 3, 1]; // number 15, an integer
        byte[] bytes = [.. wire.SampleBytes(typeof(GradientApplied)), .. Enumerable.Repeat(field15, 500_000).SelectMany(field => field)];
        wire.Read(typeof(GradientApplied), bytes);

        // The runtime itself may allocate once while it recompiles the loop; what reading allocates comes back every time.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => AllocatedByReading()), 0, 1024);

        long AllocatedByReading()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            wire.Read(typeof(GradientApplied), bytes);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private sealed record Stranger : ITrainingMessage;
}
