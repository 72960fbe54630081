using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Pieces;
using Akka.Actor;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Protocol.Tests.Pieces;

/// <summary>Pieces that are lost, couriers that die, bytes that are wrong: the message is lost, the reason is counted, and the next one arrives.</summary>
/// <remarks>There, a gate stands at the courier's place; it sees every piece first and decides which of them the courier behind it gets.</remarks>
public sealed class CourierFailureSpecs(ITestOutputHelper output) : TwoNodes(output)
{
    private static readonly CourierOptions s_impatient = new()
    {
        ProgressTimeout = TimeSpan.FromSeconds(1),
        DeadlineCheckInterval = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Long enough that nothing in these specs is ever overdue.</summary>
    private static readonly CourierOptions s_patient = new() { ProgressTimeout = TimeSpan.FromHours(1) };

    [Fact]
    public void A_piece_lost_in_the_middle_loses_the_message_at_once_and_the_next_arrives()
    {
        var there = StartCourier(There, s_patient, "behind");
        StartGate((piece, _) => piece is { TotalLength: > 1_000_000, Index: 5 } ? null : there);
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);

        Courier.For(Sys).Tell(RemoteTarget, Parameters(version: 1, 500_000), TestActor);
        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 7), TestActor);

        Assert.Equal(7, Target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
        AwaitStatus(there, status => status is { Received: 1, AssemblyLength: 0 } && status.PiecesRefused.GetValueOrDefault(PieceOutcome.Gap) == 1);
        AwaitStatus(here, status => status.Sent == 1 && status.SendingLosses.GetValueOrDefault(SendingLoss.Refused) == 1);
    }

    [Fact]
    public void A_courier_that_dies_in_the_middle_of_receiving_loses_that_message_only()
    {
        var first = StartCourier(There, s_patient, "first");
        IActorRef? second = null;
        StartGate((piece, context) =>
        {
            if (piece.Index < 5 && second is null)
                return first;
            if (second is null)
                context.Stop(first);
            return second ??= context.ActorOf(CourierActor.Props(s_patient), "second");
        });
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);

        Courier.For(Sys).Tell(RemoteTarget, Parameters(version: 1, 500_000), TestActor);
        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 7), TestActor);

        Assert.Equal(7, Target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
        AwaitStatus(here, status => status.Sent == 1 && status.SendingLosses.GetValueOrDefault(SendingLoss.Refused) == 1);
    }

    [Fact]
    public void A_node_that_stops_answering_loses_one_message_at_each_deadline_and_drops_what_it_had_of_it()
    {
        var there = StartCourier(There, s_impatient, "behind");
        StartGate((piece, _) => piece is { TotalLength: > 1_000_000, Index: >= 5 } ? null : there);
        var here = StartCourier(Sys, s_impatient);
        AwaitStatus(here, _ => true);

        Courier.For(Sys).Tell(RemoteTarget, Parameters(version: 1, 500_000), TestActor);

        AwaitStatus(there, status => status.AssemblyLength == 5 * 96_000);
        AwaitStatus(here, status => status.SendingLosses.GetValueOrDefault(SendingLoss.Unacknowledged) == 1);
        AwaitStatus(there, status => status is { AssemblyLength: 0, Abandoned: 1 });
        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 7), TestActor);
        Assert.Equal(7, Target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
    }

    [Fact]
    public void A_courier_that_dies_in_the_middle_of_sending_leaves_nothing_half_applied()
    {
        var held = CreateTestProbe();
        var there = StartCourier(There, s_patient, "behind");
        StartGate((piece, _) => piece is { TotalLength: > 1_000_000, Index: >= 3 } ? null : there);
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);

        Courier.For(Sys).Tell(RemoteTarget, Parameters(version: 1, 500_000), TestActor);
        AwaitStatus(there, status => status.AssemblyLength == 3 * 96_000);
        held.Watch(here);
        Sys.Stop(here);
        held.ExpectTerminated(here, Deadline);
        AwaitStatus(StartCourier(Sys, s_patient), _ => true);
        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 7), TestActor);

        // Another courier at the same place: that is another sender, whose messages replace nothing of the first one's.
        Assert.Equal(7, Target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
        Target.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void For_a_node_that_never_acknowledges_only_the_newest_parameters_wait()
    {
        StartGate((_, _) => null);
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);

        for (var version = 1; version <= 100; version++)
            Courier.For(Sys).Tell(RemoteTarget, Parameters(version, 500_000), TestActor);

        AwaitStatus(here, status => status.Waiting == 1 && status.SendingLosses.GetValueOrDefault(SendingLoss.Superseded) == 98);
    }

    [Fact]
    public void A_node_that_never_acknowledges_holds_up_no_other()
    {
        StartGate((_, _) => null);
        using var third = ActorSystem.Create("third", Remoting.WithFallback(DefaultConfig));
        var target = new Akka.TestKit.TestProbe(third, Assertions, "target");
        StartCourier(third);
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);
        var seenFromHere = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(
            target.Ref.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)third).Provider.DefaultAddress));

        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 1), TestActor);
        Courier.For(Sys).Tell(seenFromHere, Large(sequence: 2), TestActor);

        Assert.Equal(2, target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
    }

    [Fact]
    public void Messages_that_together_take_more_memory_than_allowed_are_refused()
    {
        var there = StartCourier(There, s_patient with { MessageLength = 1_000_000, AssemblyLength = 1_000_000 });
        var here = StartCourier(Sys, s_patient);
        AwaitStatus(here, _ => true);

        Courier.For(Sys).Tell(RemoteTarget, Parameters(version: 1, 500_000), TestActor);
        Courier.For(Sys).Tell(RemoteTarget, Large(sequence: 7), TestActor);

        Assert.Equal(7, Target.ExpectMsg<SubmitGradient>(Deadline).Sequence);
        AwaitStatus(there, status => status.PiecesRefused.GetValueOrDefault(PieceOutcome.TooLarge) == 1 && status.AssemblyLength == 0);
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused_and_the_courier_lives_on()
    {
        var there = StartCourier(There);
        var target = Target.Ref.Path.ToSerializationFormatWithAddress(AddressOfThere);

        foreach (var (i, manifest) in new[] { "sg", "zz", "System.Object, System.Private.CoreLib" }.Index())
        {
            SeenFromHere(there).Tell(PieceOf((ulong)i, manifest, target, [0xFF, 0xFF]), TestActor);
            Assert.Equal(PieceOutcome.Malformed, ExpectMsg<MessagePieceReceived>(Deadline).Outcome);
        }

        SeenFromHere(there).Tell(PieceOf(transfer: 77, "gs", target, []), TestActor);
        Assert.Equal(PieceOutcome.Accepted, ExpectMsg<MessagePieceReceived>(Deadline).Outcome);
        Target.ExpectMsg<GetTrainingStatus>(Deadline);
        AwaitStatus(there, status => status.Received == 1 && status.PiecesRefused[PieceOutcome.Malformed] == 3);
    }

    [Fact]
    public void A_message_for_an_actor_that_is_gone_or_of_another_node_is_refused()
    {
        var there = StartCourier(There);
        var path = Target.Ref.Path.ToSerializationFormatWithAddress(AddressOfThere);

        var here = TestActor.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Sys).Provider.DefaultAddress);
        var withoutNumber = path[..(path.IndexOf('#', StringComparison.Ordinal) + 1)];

        string[] targets = [withoutNumber + "1", withoutNumber + "99999999999999999999", withoutNumber + "x", withoutNumber, here, "nonsense", "//", "#"];
        foreach (var (i, target) in targets.Index())
        {
            SeenFromHere(there).Tell(PieceOf((ulong)i, "gs", target, []), TestActor);
            Assert.Equal(PieceOutcome.UnknownRecipient, ExpectMsg<MessagePieceReceived>(Deadline).Outcome);
        }

        SeenFromHere(there).Tell(PieceOf(transfer: 77, "gs", path, []), TestActor);
        Target.ExpectMsg<GetTrainingStatus>(Deadline);
    }

    [Theory]
    [InlineData("akka.tcp://here@127.0.0.1:4053/user/x#y")]
    [InlineData("akka.tcp://here@127.0.0.1:4053/user/x#99999999999999999999")]
    [InlineData("nonsense")]
    public void A_sender_that_cannot_be_understood_does_the_courier_no_harm(string sender)
    {
        var there = StartCourier(There);
        var path = Target.Ref.Path.ToSerializationFormatWithAddress(AddressOfThere);

        SeenFromHere(there).Tell(PieceOf(transfer: 1, "gs", path, []) with { Sender = sender }, TestActor);

        Assert.Equal(PieceOutcome.Accepted, ExpectMsg<MessagePieceReceived>(Deadline).Outcome);
        Target.ExpectMsg<GetTrainingStatus>(Deadline);
        Assert.Equal(There.DeadLetters, Target.LastSender);
    }

    private static MessagePiece PieceOf(ulong transfer, string manifest, string target, byte[] bytes) =>
        new(transfer, 0, bytes.Length, manifest, target, "", Crc32C.Of(bytes), ByteVector.TakeOwnership(bytes));

    /// <summary>800,000 bytes: nine pieces.</summary>
    private static SubmitGradient Large(long sequence) =>
        MessageSamples.Of<SubmitGradient>() with { Sequence = sequence, Gradient = FloatVector.TakeOwnership(new float[200_000]) };

    private void StartGate(Func<MessagePiece, IUntypedActorContext, IActorRef?> route) =>
        There.ActorOf(Props.Create(() => new Gate(route)), CourierActor.ActorName);

    private sealed class Gate(Func<MessagePiece, IUntypedActorContext, IActorRef?> route) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is MessagePiece piece)
                route(piece, Context)?.Forward(piece);
        }
    }
}
