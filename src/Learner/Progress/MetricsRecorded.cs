using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Learner.Progress;

/// <summary>One row of a run's metrics. "Of the row" means: over the gradients that were applied since the row before.</summary>
/// <param name="Elapsed">Time since the first worker node registered.</param>
/// <param name="EnvironmentSteps">Environment steps behind <paramref name="Version"/>.</param>
/// <param name="Version">Gradients applied so far.</param>
/// <param name="Episodes">Training episodes finished so far.</param>
/// <param name="EpisodeReturnMean">Mean undiscounted return of the last 100 training episodes; NaN before the first.</param>
/// <param name="EpisodeLengthMean">Mean length of the last 100 training episodes; NaN before the first.</param>
/// <param name="StepsPerSecond">Environment steps per second over the last seconds.</param>
/// <param name="GradientsPerSecond">Gradients applied per second over the last seconds.</param>
/// <param name="PolicyLoss">Mean policy loss of the row.</param>
/// <param name="ValueLoss">Mean value loss of the row.</param>
/// <param name="Entropy">Mean entropy of the row, in nats.</param>
/// <param name="GradientNorm">Mean global norm of the row, before clipping.</param>
/// <param name="ExplainedVariance">Mean explained variance of the row over the rollouts that have one; NaN if none has.</param>
/// <param name="LearningRate">η of the row's last update.</param>
/// <param name="EntropyCoefficient">β at <paramref name="EnvironmentSteps"/>.</param>
/// <param name="StalenessMean">Mean staleness of the row, in versions.</param>
/// <param name="StalenessMaximum">Largest staleness of the row, in versions.</param>
/// <param name="GradientsRejected">Gradients refused so far, for whatever reason.</param>
/// <param name="Evaluation">The newest greedy evaluation if it came since the row before, else null.</param>
public sealed record MetricsRecorded(
    TimeSpan Elapsed,
    long EnvironmentSteps,
    long Version,
    long Episodes,
    double EpisodeReturnMean,
    double EpisodeLengthMean,
    double StepsPerSecond,
    double GradientsPerSecond,
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double GradientNorm,
    double ExplainedVariance,
    double LearningRate,
    double EntropyCoefficient,
    double StalenessMean,
    long StalenessMaximum,
    long GradientsRejected,
    EvaluationStatus? Evaluation) : INoSerializationVerificationNeeded;
