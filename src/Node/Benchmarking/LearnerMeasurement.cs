using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCritic.Distributed.Node.Benchmarking;

/// <summary>Measures the learner alone: its gradients come from a sender that computes none.</summary>
/// <param name="request">What is measured.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LearnerMeasurement(BenchmarkRequest request, TimeProvider timeProvider)
{
    private const string Node = "sender";

    /// <summary>Gradients that the sender has in flight: enough that the learner never waits.</summary>
    private const int InFlight = 16;

    /// <summary>Gradients between two looks at the clock.</summary>
    private const int Batch = 64;

    private const int LargeParameterCount = 10_000_000;
    private const long EndlessSteps = 1_000_000_000_000;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Everything of the learner's.</summary>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<LearnerRate> MeasureAsync(CancellationToken cancellation)
    {
        var options = OptionsFor(request.Options, request.Environment);
        var (plain, parameterCount) = Plain(options, cancellation);
        return new LearnerRate(
            parameterCount,
            await ActorAsync(options, cancellation).ConfigureAwait(false),
            plain,
            LargeParameterCount,
            LargeStep(request.Options, cancellation));
    }

    /// <summary>A learner that goes on for ever and is asked for no evaluation.</summary>
    public static LearnerOptions OptionsFor(TrainingOptions training, EnvironmentSpec environment) => new()
    {
        Run = "bench",
        Plan = "{}",
        Training = training with { Environment = environment.Id, MaxSteps = EndlessSteps, EvaluationInterval = EndlessSteps },
        Environment = environment,
        StopWhenSolved = false,
        MetricsInterval = 1_000_000,
    };

    private async Task<double> ActorAsync(LearnerOptions options, CancellationToken cancellation)
    {
        var host = await NodeHost.StartAsync(NullLoggerProvider.Instance, StopTimeout, akka =>
        {
            akka.WithActors((system, registry) => registry.Register<EvaluatorKey>(system.ActorOf(Props.Create(() => new SilentActor()), "evaluator")));
            akka.WithLearner(options, _ => ActorRefs.Nobody);
            akka.WithActors((system, registry) =>
            {
                var learner = registry.Get<LearnerKey>();
                system.ActorOf(Props.Create(() => new GradientSenderActor(Node, InFlight, learner)), Node);
            });
        }).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            var learner = host.Registry.Get<LearnerKey>();
            await Task.Delay(request.Duration / 2, timeProvider, cancellation).ConfigureAwait(false);
            var before = await learner.Ask<TrainingStatus>(GetTrainingStatus.Instance, AnswerTimeout, cancellation).ConfigureAwait(false);
            await Task.Delay(request.Duration, timeProvider, cancellation).ConfigureAwait(false);
            var after = await learner.Ask<TrainingStatus>(GetTrainingStatus.Instance, AnswerTimeout, cancellation).ConfigureAwait(false);
            return (after.Version - before.Version) / (after.ElapsedSeconds - before.ElapsedSeconds);
        }
    }

    private (double GradientsPerSecond, int ParameterCount) Plain(LearnerOptions options, CancellationToken cancellation)
    {
        var run = new TrainingRun(options, timeProvider.GetUtcNow());
        run.Register(new RegisterWorkerNode(ProtocolVersion.Current, Node, 1), timeProvider.GetUtcNow());
        var parameterCount = run.Parameters.Values.Length;
        var gradient = GradientSenderActor.GradientOf(parameterCount);
        var report = GradientSenderActor.ReportOf(run.Plan);
        var sequence = 0L;
        Repeat(Batch, request.Duration / 2, ApplyOne, cancellation);
        return (Repeat(Batch, request.Duration, ApplyOne, cancellation), parameterCount);

        void ApplyOne()
        {
            var version = run.Parameters.Version;
            var submitted = new SubmitGradient(
                options.Run, options.Term, Node, Worker: 0, ++sequence, version, version, run.Plan.LayoutFingerprint, gradient, report);
            var decision = run.Admission.Decide(submitted, version);
            if (!decision.IsAdmitted)
                throw new InvalidOperationException(decision.Explanation);
            run.Apply(submitted, decision.Staleness, timeProvider.GetUtcNow());
        }
    }

    /// <summary>Bytes per second of the optimizer step of a network beyond every cache, on one core.</summary>
    private double LargeStep(TrainingOptions training, CancellationToken cancellation)
    {
        var optimizer = new Adam(new AdamOptions { Beta1 = training.AdamBeta1, Beta2 = training.AdamBeta2, Epsilon = training.AdamEpsilon }, LargeParameterCount);
        var parameters = new float[LargeParameterCount];
        var gradient = GradientSenderActor.GradientOf(LargeParameterCount);
        Step();
        return Repeat(1, request.Duration / 2, Step, cancellation) * LargeParameterCount * LearnerRate.AdamBytesPerParameter;

        void Step() => optimizer.Step(parameters, gradient.Span, 1e-3f);
    }

    /// <summary>How often something is done per second.</summary>
    private double Repeat(int batch, TimeSpan duration, Action action, CancellationToken cancellation)
    {
        var began = timeProvider.GetTimestamp();
        var done = 0L;
        TimeSpan elapsed;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < batch; i++)
                action();
            done += batch;
            elapsed = timeProvider.GetElapsedTime(began);
        }
        while (elapsed < duration);
        return done / elapsed.TotalSeconds;
    }
}

/// <summary>Takes what it is told and answers nothing: an evaluator that is never asked, for instance.</summary>
internal sealed class SilentActor : ReceiveActor
{
    /// <summary>It needs nothing.</summary>
    public SilentActor() => ReceiveAny(_ => { });
}
