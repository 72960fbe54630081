using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Training;

/// <summary>The observer of a process that holds no learner at first.</summary>
public sealed class StandingByObserverSpecs : TestKit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;
    private readonly RunJournal _journal;
    private readonly FragileView _view = new();
    private readonly TaskCompletionSource<RunCompleted> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IActorRef _observer;

    public StandingByObserverSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _recorder = new RunRecorder(RunFolder.At(_folder.Path), new FixedTimeProvider(default), failure => Assert.Fail(failure));
        _journal = SampleRun.Journal(_recorder);
        _observer = Sys.ActorOf(RunObserverActor.Props(journal: null, _view, _completion));
    }

    [Fact]
    public void While_the_learner_is_elsewhere_its_status_is_shown_and_nothing_recorded()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));

        _observer.Tell(SampleRun.Status);
        _observer.Tell(new LearnerMadeWay(SampleRun.Status, SampleRun.Snapshot(1_234)));

        Assert.IsType<LearnerMadeWay>(ExpectMsg<UnhandledMessage>(Timeout).Message);
        Assert.Equal([SampleRun.Status], _view.Statuses);
        Assert.False(File.Exists(_folder.In("policy.safetensors")));
    }

    [Fact]
    public async Task From_its_beginning_here_on_the_learners_facts_are_recorded()
    {
        var completed = SampleRun.Completed(TrainingOutcome.Solved);

        _observer.Tell(new RunObserverActor.Begin(_journal));
        _observer.Tell(SampleRun.Recorded(1, SampleRun.Evaluated(0, 400)));
        _observer.Tell(completed);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
        Assert.Equal([new EvaluationPoint(48_000, 400, 12.5)], _recorder.Evaluations);
        Assert.Equal([400], _view.Evaluations.Select(evaluation => evaluation.ReturnMean));
    }

    [Fact]
    public async Task A_learner_that_makes_way_leaves_its_policy()
    {
        _observer.Tell(new RunObserverActor.Begin(_journal));
        _observer.Tell(new LearnerMadeWay(SampleRun.Status, SampleRun.Snapshot(1_234)));
        await AwaitAnswerAsync();

        Assert.Equal("1234", Safetensors.Read(_folder.In("policy.safetensors")).Metadata["version"]);
        Assert.False(_completion.Task.IsCompleted);
    }

    [Fact]
    public async Task Neither_the_journal_nor_a_fact_is_lost_while_the_observer_restarts()
    {
        var completed = SampleRun.Completed(TrainingOutcome.Solved);
        _observer.Tell(new RunObserverActor.Begin(_journal));

        // The facts are in the mailbox by the time the view throws.
        _view.Fault = () =>
        {
            _observer.Tell(SampleRun.Recorded(1, SampleRun.Evaluated(0, 400)));
            _observer.Tell(completed);
            return new IOException("The terminal is gone.");
        };
        _observer.Tell(SampleRun.Status);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
        Assert.Single(_recorder.Evaluations);
    }

    [Fact]
    public async Task A_learner_that_begins_here_again_has_a_journal_of_its_own()
    {
        using var second = new TemporaryFolder();
        using var recorder = new RunRecorder(RunFolder.At(second.Path), new FixedTimeProvider(default), failure => Assert.Fail(failure));

        _observer.Tell(new RunObserverActor.Begin(_journal));
        _observer.Tell(new RunObserverActor.Begin(SampleRun.Journal(recorder)));
        _observer.Tell(new LearnerMadeWay(SampleRun.Status, SampleRun.Snapshot(1_234)));
        await AwaitAnswerAsync();

        Assert.True(File.Exists(second.In("policy.safetensors")));
        Assert.False(File.Exists(_folder.In("policy.safetensors")));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _recorder.Dispose();
        _folder.Dispose();
    }

    /// <summary>What was told before this has been dealt with.</summary>
    private Task<ActorIdentity> AwaitAnswerAsync() => _observer.Ask<ActorIdentity>(new Identify(null)).WaitAsync(Timeout);

    /// <summary>Throws once where it is told to.</summary>
    private sealed class FragileView : ITrainingView
    {
        public List<TrainingStatus> Statuses { get; } = [];

        public List<PolicyEvaluated> Evaluations { get; } = [];

        public Func<Exception>? Fault { get; set; }

        public void Show(TrainingStatus status)
        {
            if (Fault is { } fault)
            {
                Fault = null;
                throw fault();
            }

            Statuses.Add(status);
        }

        public void ShowEvaluation(PolicyEvaluated evaluation) => Evaluations.Add(evaluation);

        public void Say(string sentence) => Assert.Fail(sentence);

        public void Warn(string sentence) => Assert.Fail(sentence);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
