using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Training;
using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RunObserverActorSpecs : TestKit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;
    private readonly SpyView _view = new();
    private readonly TaskCompletionSource<RunCompleted> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestProbe _learner;
    private readonly TestProbe _evaluator;
    private readonly TestProbe _workerNode;
    private readonly IActorRef _observer;

    public RunObserverActorSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _recorder = new RunRecorder(RunFolder.At(_folder.Path), new FixedTimeProvider(default), failure => Assert.Fail(failure));
        _learner = CreateTestProbe("learner");
        _evaluator = CreateTestProbe("evaluator");
        _workerNode = CreateTestProbe("worker-node");
        _observer = Sys.ActorOf(RunObserverActor.Props(SampleRun.Journal(_recorder), _view, _completion));
        _observer.Tell(new RunObserverActor.Observe(_learner, [_learner, _evaluator, _workerNode]));
    }

    [Fact]
    public void The_learner_is_asked_how_the_run_stands_and_the_answer_is_shown()
    {
        AwaitQuestion();
        _learner.Reply(SampleRun.Status);

        AwaitAssert(() => Assert.Equal([SampleRun.Status], _view.Statuses), Timeout);
    }

    [Fact]
    public async Task The_learners_last_word_ends_the_run_and_what_it_counts_afterwards_is_not_shown()
    {
        var completed = SampleRun.Completed(TrainingOutcome.Solved);

        _observer.Tell(completed);
        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));

        _observer.Tell(SampleRun.Status);
        _observer.Tell(SampleRun.Recorded(1, SampleRun.Evaluated(0, 100)));
        Watch(_observer);
        Sys.Stop(_observer);
        ExpectTerminated(_observer, Timeout);
        Assert.Equal([completed.Status], _view.Statuses);
        Assert.Empty(_view.Evaluations);
    }

    [Theory]
    [InlineData("learner")]
    [InlineData("evaluator")]
    [InlineData("worker-node")]
    public async Task An_actor_that_stops_before_the_end_breaks_the_run_off(string name)
    {
        TestProbe[] probes = [_learner, _evaluator, _workerNode];
        Sys.Stop(probes.Single(probe => probe.Ref.Path.Name.StartsWith(name, StringComparison.Ordinal)));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => _completion.Task.WaitAsync(Timeout));

        Assert.StartsWith($"the actor {name}", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("stopped before the run was over", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learner_that_says_its_last_word_and_stops_has_ended_the_run()
    {
        var completed = SampleRun.Completed(TrainingOutcome.Failed);

        _learner.Send(_observer, completed);
        Sys.Stop(_learner);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
    }

    [Fact]
    public void A_view_that_throws_costs_a_picture_and_the_next_one_is_asked_for()
    {
        _view.Fault = new IOException("The terminal is gone.");
        AwaitQuestion();
        _learner.Reply(SampleRun.Status);
        AwaitAssert(() => Assert.Equal(1, _view.FaultsThrown), Timeout);

        _view.Fault = null;
        while (_learner.HasMessages)
            _learner.ReceiveOne(Timeout);
        AwaitQuestion();
        _learner.Reply(SampleRun.Status);

        AwaitAssert(() => Assert.Equal([SampleRun.Status], _view.Statuses), Timeout);
    }

    [Fact]
    public async Task A_view_that_throws_at_the_end_does_not_keep_the_end_from_anybody()
    {
        _view.Fault = new IOException("The terminal is gone.");
        var completed = SampleRun.Completed(TrainingOutcome.Solved);

        _observer.Tell(completed);

        Assert.Same(completed, await _completion.Task.WaitAsync(Timeout));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _recorder.Dispose();
        _folder.Dispose();
    }

    /// <summary>Lets time pass until the observer asks; it may just be starting, or starting again.</summary>
    private void AwaitQuestion() => AwaitAssert(
        () =>
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(250));
            Assert.True(_learner.HasMessages);
            _learner.ExpectMsg<GetTrainingStatus>(Timeout);
        },
        Timeout);

    private sealed class SpyView : ITrainingView
    {
        public List<TrainingStatus> Statuses { get; } = [];

        public List<PolicyEvaluated> Evaluations { get; } = [];

        public int FaultsThrown { get; private set; }

        public Exception? Fault { get; set; }

        public void Show(TrainingStatus status)
        {
            if (Fault is { } fault)
            {
                FaultsThrown++;
                throw fault;
            }

            Statuses.Add(status);
        }

        public void ShowEvaluation(PolicyEvaluated evaluation) => Evaluations.Add(evaluation);

        public void Say(string sentence) => Assert.Fail(sentence);

        public void Warn(string sentence) => Assert.Fail(sentence);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
