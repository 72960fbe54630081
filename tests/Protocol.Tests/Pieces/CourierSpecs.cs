using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using Akka.Actor;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

/// <summary>What travels in pieces, and what does not.</summary>
public sealed class CourierSpecs : TwoNodes
{
    /// <summary>10 MB, 79 times what the transport takes in one frame.</summary>
    private const int LargePolicy = 2_500_000;

    private readonly IActorRef _here;
    private readonly IActorRef _there;
    private readonly Courier _courier;

    public CourierSpecs(ITestOutputHelper output)
        : base(output)
    {
        _here = StartCourier(Sys);
        _there = StartCourier(There);
        AwaitStatus(_here, _ => true);
        AwaitStatus(_there, _ => true);
        _courier = Courier.For(Sys);
    }

    [Fact]
    public void A_large_message_arrives_whole_with_its_sender_who_can_be_answered_as_largely()
    {
        var message = Parameters(version: 1, LargePolicy);
        var answer = Parameters(version: 2, LargePolicy);

        _courier.Tell(RemoteTarget, message, TestActor);
        Assert.Equal(message, Target.ExpectMsg<ParametersPublished>(Deadline));
        Courier.For(There).Tell(Target.LastSender, answer, Target.Ref);

        Assert.Equal(answer, ExpectMsg<ParametersPublished>(Deadline));
        Assert.Equal(RemoteTarget, LastSender);
        AwaitStatus(_here, status => status is { Sent: 1, Received: 1, Waiting: 0, AssemblyLength: 0, SendingLosses.Count: 0, PiecesRefused.Count: 0 });
    }

    [Fact]
    public void Large_messages_both_ways_and_small_ones_between_them_all_arrive()
    {
        var backwards = CreateTestProbe();
        var backwardsSeenFromThere = ((ExtendedActorSystem)There).Provider.ResolveActorRef(
            backwards.Ref.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Sys).Provider.DefaultAddress));
        var small = MessageSamples.Of<GradientApplied>();
        var largest = MessageSamples.Of<SubmitGradient>() with { Gradient = FloatVector.TakeOwnership(new float[LargePolicy]) };

        for (var i = 0; i < 5; i++)
        {
            _courier.Tell(RemoteTarget, largest with { Sequence = i }, TestActor);
            Courier.For(There).Tell(backwardsSeenFromThere, largest with { Sequence = i }, Target.Ref);
            for (var j = 0; j < 100; j++)
                _courier.Tell(RemoteTarget, small with { Sequence = (i * 100) + j }, TestActor);
        }

        var arrived = Enumerable.Range(0, 505).Select(_ => Target.ExpectMsg<ITrainingMessage>(Deadline)).ToList();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), arrived.OfType<GradientApplied>().Select(message => message.Sequence));
        Assert.Equal([0L, 1L, 2L, 3L, 4L], arrived.OfType<SubmitGradient>().Select(message => message.Sequence));
        for (var i = 0; i < 5; i++)
            Assert.Equal(i, backwards.ExpectMsg<SubmitGradient>(Deadline).Sequence);

        // No small one waits behind all of the large ones.
        Assert.IsType<GradientApplied>(arrived[0]);
        AwaitStatus(_here, status => status is { Sent: 5, Received: 5 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(23_000)] // a little less than a frame's worth: direct
    [InlineData(24_000)] // a little more: two pieces
    [InlineData(32_000)] // 128,000 bytes: would not pass as one frame
    [InlineData(48_000)]
    public void A_message_of_any_length_around_that_of_a_frame_arrives(int length)
    {
        var message = Parameters(version: 1, length);

        _courier.Tell(RemoteTarget, message, TestActor);

        Assert.Equal(message, Target.ExpectMsg<ParametersPublished>(Deadline));
        AwaitStatus(_here, status => status.Sent == (length < 24_000 ? 0 : 1));
    }

    [Fact]
    public void The_longest_paths_and_the_fullest_piece_fit_one_frame()
    {
        // A path takes 1,024 characters at most, each three bytes at most.
        var piece = MessageSamples.Of<MessagePiece>() with
        {
            Target = new string('→', 1024),
            Sender = new string('→', 1024),
            Manifest = new string('→', 1024),
            Content = ByteVector.TakeOwnership(new byte[96_000]),
        };

        RemoteTarget.Tell(piece, TestActor);

        Assert.Equal(piece, Target.ExpectMsg<MessagePiece>(Deadline));
    }

    [Fact]
    public void A_message_within_the_process_goes_by_reference_whatever_its_length()
    {
        var message = Parameters(version: 1, LargePolicy);

        _courier.Tell(TestActor, message, RemoteTarget);

        Assert.Same(message, ExpectMsg<ParametersPublished>(Deadline));
        Assert.Equal(RemoteTarget, LastSender);
    }

    [Fact]
    public void A_message_within_the_process_costs_no_allocation()
    {
        var message = Parameters(version: 1, LargePolicy);
        _courier.Tell(ActorRefs.Nobody, message, ActorRefs.NoSender);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _courier.Tell(ActorRefs.Nobody, message, ActorRefs.NoSender);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    [Fact]
    public void A_message_without_a_sender_arrives_without_one()
    {
        _courier.Tell(RemoteTarget, Parameters(version: 1, 100_000), ActorRefs.NoSender);

        Target.ExpectMsg<ParametersPublished>(Deadline);
        Assert.True(Target.LastSender is null || Target.LastSender.Equals(There.DeadLetters));
    }

    [Fact]
    public void Where_no_courier_runs_every_message_goes_directly()
    {
        Watch(_here);
        Sys.Stop(_here);
        ExpectTerminated(_here, Deadline);

        _courier.Tell(RemoteTarget, Parameters(version: 1, 25_000), TestActor);

        Target.ExpectMsg<ParametersPublished>(Deadline);
        AwaitStatus(_there, status => status.Received == 0);
    }

    [Fact]
    public void A_message_that_breaks_a_rule_is_lost_with_the_reason_and_the_next_arrives()
    {
        var broken = MessageSamples.Of<TrainingStatus>() with
        {
            Phase = (TrainingPhase)77,
            StalenessHistogram = [.. Enumerable.Repeat(1L, 50_000)],
        };

        EventFilter.Warning(contains: "TrainingStatus").ExpectOne(Deadline, () => _courier.Tell(RemoteTarget, broken, TestActor));
        _courier.Tell(RemoteTarget, Parameters(version: 1, 100_000), TestActor);

        Target.ExpectMsg<ParametersPublished>(Deadline);
        AwaitStatus(_here, status => status.SendingLosses.GetValueOrDefault(SendingLoss.Malformed) == 1);
    }
}
