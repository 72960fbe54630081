using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Learner.Tests.Restoring;

/// <summary>
/// A run to which things happen that follow from a seed alone, and a record of all that came of them. It may be cut off at any step: then another learner
/// goes on from its exported state, and the record must not tell.
/// </summary>
internal sealed class ScriptedRun
{
    private readonly LearnerOptions _options;
    private readonly RandomGenerator _chance;
    private readonly List<object> _record = [];
    private TrainingRun _run;
    private DateTimeOffset _now = SampleRun.Start;
    private EvaluatePolicy? _played;
    private long _sequence;
    private int _worker;

    private ScriptedRun(LearnerOptions options, ulong seed)
    {
        _options = options;
        _chance = new RandomGenerator(seed);
        _run = new TrainingRun(options, _now);
        Register();
    }

    /// <summary>Everything comes up in a few hundred steps: rows of metrics, evaluations that wait and are left out, schedules that fall.</summary>
    public static LearnerOptions Options(OptimizerKind optimizer) => SampleRun.Options with
    {
        Training = SampleRun.Training with
        {
            Optimizer = optimizer,
            SgdMomentum = 0.9,
            MaxSteps = 2_000,
            LearningRateSchedule = ScheduleShape.Linear,
            EntropyCoefficient = 0.02,
            EntropyCoefficientSchedule = ScheduleShape.Linear,
            EvaluationInterval = 25,
        },
        MetricsInterval = 35,
        EvaluationBacklog = 3,
        StopWhenSolved = false,
    };

    /// <summary>The record of a run of so many steps.</summary>
    /// <param name="cuts">Steps before which another learner takes over.</param>
    public static (IReadOnlyList<object> Record, LearnerState State) Play(LearnerOptions options, ulong seed, int steps, IReadOnlySet<int> cuts)
    {
        var script = new ScriptedRun(options, seed);
        for (var step = 0; step < steps; step++)
        {
            if (cuts.Contains(step))
                script.TakeOver();
            script.Step();
        }

        return (script._record, script._run.Export(script._now));
    }

    private void TakeOver()
    {
        var state = LearnerStateEncoding.Read(LearnerStateEncoding.Write(_run.Export(_now)));
        _run = new TrainingRun(_options with { Term = state.Term + 1 }, _now, state);
        Assert.Equal(state with { Term = state.Term + 1 }, _run.Export(_now));
        Register();
        if (_run.EvaluationDesk.Start(_now) is { } again)
            Assert.Equal(_played! with { Term = again.Term }, _played = again);
        else
            Assert.Null(_played);
    }

    private void Register()
    {
        var decision = _run.Register(SampleRun.Registration(), _now);
        _worker = Assert.IsType<RegistrationDecision.Accepted>(decision).Node.FirstWorker;
    }

    private void Step()
    {
        _now += TimeSpan.FromMilliseconds(1 + (int)(_chance.NextUniform(0, 1) * 1_000));
        switch ((int)_chance.NextUniform(0, 10))
        {
            case < 8:
                ApplyGradient();
                break;
            case 8:
                var reasons = Enum.GetValues<GradientRejectionReason>();
                _run.Reject(SampleRun.Gradient(worker: _worker), reasons[(int)_chance.NextUniform(0, reasons.Length)], "The script says so.");
                _run.Statistics.GradientLost();
                _run.WorkerFailed(_worker, "The script says so.");
                break;
            default:
                AnswerEvaluation();
                break;
        }

        StartEvaluation();
        var status = _run.Status(TrainingPhase.Training, _now);
        _record.Add(status with { Term = 0, StepsPerSecond = 0, GradientsPerSecond = 0, Nodes = [] });
    }

    private void ApplyGradient()
    {
        var values = new float[SampleRun.Layout.Count];
        foreach (ref var value in values.AsSpan())
            value = (float)_chance.NextUniform(-0.1, 0.1);
        var report = SampleRun.Report with
        {
            PolicyLoss = _chance.NextUniform(-1, 1),
            ExplainedVariance = _chance.NextUniform(0, 1) < 0.3 ? double.NaN : 0.7,
            Episodes = [.. Enumerable.Range(0, (int)_chance.NextUniform(0, 4)).Select(i => new EpisodeReport(_chance.NextUniform(0, 500), i + 1))],
        };
        var gradient = SampleRun.Gradient(++_sequence, worker: _worker) with { Gradient = FloatVector.TakeOwnership(values), Rollout = report };

        _run.Apply(gradient, staleness: (long)_chance.NextUniform(0, 40), _now);
        _record.Add(_run.Parameters.Snapshot());
        if (_run.AreMetricsDue())
            _record.Add(_run.TakeMetrics(_now) with { StepsPerSecond = 0, GradientsPerSecond = 0 });
    }

    private void AnswerEvaluation()
    {
        var mean = _chance.NextUniform(400, 500);
        if (_played is not { } question)
            return;
        _played = null;
        var outcome = _run.EvaluationDesk.Evaluated(
            SampleRun.Evaluated(question.Parameters.Version, mean, question.Round, question.Episodes) with { Term = question.Term }, _now);
        Assert.NotNull(outcome.Recorded);
        var recorded = outcome.Recorded;
        _record.Add(recorded with { Result = recorded.Result with { Term = 0 } });
        if (_run.Stopping.Solved is { } solved)
            _record.Add((solved.Parameters, solved.FirstEvaluation.ReturnMean, solved.Confirmation.ReturnMean));
    }

    private void StartEvaluation()
    {
        if (_run.EvaluationDesk.Start(_now) is not { } question)
            return;
        _played = question;
        _record.Add(question with { Term = 0 });
    }
}
