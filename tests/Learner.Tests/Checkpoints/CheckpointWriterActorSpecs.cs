using System.Collections.Concurrent;
using ActorCritic.Distributed.Learner.Checkpoints;
using ActorCritic.Distributed.Learner.Tests.Replication;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Learner.Tests.Checkpoints;

public sealed class CheckpointWriterActorSpecs : TestKit
{
    private readonly TemporaryFolder _temporary = new();

    public CheckpointWriterActorSpecs()
        : base(ProtocolConfiguration.SerializingEveryMessage)
    {
    }

    [Fact]
    public void A_state_that_it_is_given_is_on_the_disk_when_it_says_so()
    {
        var folder = new CheckpointFolder(_temporary.In("checkpoints"));
        var writer = Sys.ActorOf(CheckpointWriterActor.Props(folder, TestActor));

        writer.Tell(new WriteCheckpoint(SampleState.Of(3, 42)));

        var written = ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30));
        Assert.Equal((3, 42), (written.Term, written.Version));
        Assert.Equal(SampleState.Of(3, 42), CheckpointFile.Read(written.Path).State);
    }

    [Fact]
    public void While_it_writes_only_the_newest_waits()
    {
        using var disk = new SlowDisk();
        var writer = StartWriter(disk.Write);
        writer.Tell(new WriteCheckpoint(SampleState.Of(1, 1)));
        disk.AwaitWrite(1);
        for (var version = 2; version <= 9; version++)
            writer.Tell(new WriteCheckpoint(SampleState.Of(1, version)));
        AwaitHandled(writer);

        disk.Finish();
        disk.AwaitWrite(9);
        disk.Finish();

        Assert.Equal(1, ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)).Version);
        Assert.Equal(9, ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)).Version);
        Assert.Equal([1, 9], disk.Written);
    }

    [Fact]
    public void A_writer_that_is_to_finish_writes_what_it_has_before_it_stops()
    {
        using var disk = new SlowDisk();
        var writer = Watch(StartWriter(disk.Write));
        writer.Tell(new WriteCheckpoint(SampleState.Of(1, 1)));
        disk.AwaitWrite(1);
        writer.Tell(new WriteCheckpoint(SampleState.Of(1, 2)));
        writer.Tell(FinishWriting.Instance);

        disk.Finish();
        disk.AwaitWrite(2);
        disk.Finish();

        Assert.Equal(1, ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)).Version);
        Assert.Equal(2, ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)).Version);
        ExpectTerminated(writer, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_writer_that_has_nothing_to_write_finishes_at_once()
    {
        var writer = Watch(StartWriter(_ => "never"));

        writer.Tell(FinishWriting.Instance);

        ExpectTerminated(writer, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_full_disk_is_told_once_and_the_next_state_is_tried()
    {
        var full = true;
        Func<LearnerState, string> write = state => full ? throw new IOException("No space left on device.") : $"file-{state.Version}";
        var writer = StartWriter(write);

        EventFilter.Warning(contains: "could not be written").ExpectOne(() =>
        {
            for (var version = 1; version <= 3; version++)
            {
                writer.Tell(new WriteCheckpoint(SampleState.Of(1, version)));
                var failed = ExpectMsg<CheckpointFailed>(TimeSpan.FromSeconds(30));
                Assert.Equal((1, version), (failed.Term, failed.Version));
                Assert.StartsWith(
                    $"The checkpoint of version {version} could not be written to 'the folder' (No space left on device);",
                    failed.Explanation,
                    StringComparison.Ordinal);
            }
        });

        full = false;
        EventFilter.Info(contains: "written again, after 3").ExpectOne(() => writer.Tell(new WriteCheckpoint(SampleState.Of(1, 4))));
        Assert.Equal(new CheckpointWritten("file-4", 1, 4), ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)));

        full = true;
        EventFilter.Warning(contains: "could not be written").ExpectOne(() => writer.Tell(new WriteCheckpoint(SampleState.Of(1, 5))));
    }

    [Fact]
    public void What_waited_is_written_though_the_one_before_failed()
    {
        using var disk = new SlowDisk { FailsFirst = true };
        var writer = StartWriter(disk.Write);
        writer.Tell(new WriteCheckpoint(SampleState.Of(1, 1)));
        disk.AwaitWrite(1);
        writer.Tell(new WriteCheckpoint(SampleState.Of(1, 2)));
        AwaitHandled(writer);

        disk.Finish();
        disk.Finish();

        ExpectMsg<CheckpointFailed>(TimeSpan.FromSeconds(30));
        Assert.Equal(2, ExpectMsg<CheckpointWritten>(TimeSpan.FromSeconds(30)).Version);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _temporary.Dispose();
    }

    private IActorRef StartWriter(Func<LearnerState, string> write) =>
        Sys.ActorOf(Props.CreateBy(new WriterProducer(() => new CheckpointWriterActor("the folder", write, TestActor))));

    private void AwaitHandled(IActorRef writer)
    {
        writer.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
    }

    /// <summary>An expression of Props finds public constructors only.</summary>
    private sealed class WriterProducer(Func<CheckpointWriterActor> create) : IIndirectActorProducer
    {
        public Type ActorType => typeof(CheckpointWriterActor);

        public ActorBase Produce() => create();

        public void Release(ActorBase actor)
        {
        }
    }

    /// <summary>A disk whose writes begin when they are asked for and end when the spec says so.</summary>
    private sealed class SlowDisk : IDisposable
    {
        private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);
        private readonly BlockingCollection<long> _begun = [];
        private readonly SemaphoreSlim _mayFinish = new(0);

        public bool FailsFirst { get; init; }

        public ConcurrentQueue<long> Written { get; } = [];

        public string Write(LearnerState state)
        {
            _begun.Add(state.Version);
            Assert.True(_mayFinish.Wait(s_deadline));
            Written.Enqueue(state.Version);
            return FailsFirst && Written.Count == 1 ? throw new IOException("The disk is gone.") : $"file-{state.Version}";
        }

        public void AwaitWrite(long version)
        {
            Assert.True(_begun.TryTake(out var begun, s_deadline));
            Assert.Equal(version, begun);
        }

        public void Finish() => _mayFinish.Release();

        public void Dispose()
        {
            _begun.Dispose();
            _mayFinish.Dispose();
        }
    }
}
