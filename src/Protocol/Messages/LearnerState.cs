namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>
/// Everything a learner needs to go on elsewhere as if nothing had happened: what standbys hold and what a checkpoint is.
/// </summary>
/// <remarks>
/// Not in it, because it belongs to one learner's term of office: registered nodes and their workers (they register again, and are given new indices), rates
/// per second, and the failures in a row of workers and evaluator.
/// </remarks>
/// <param name="Run">Identifier of the run.</param>
/// <param name="Term">The term of office in which the state was made; whoever goes on from it has a higher one.</param>
/// <param name="Plan">The run's plan.json, all hyperparameters; empty where the learner was given none.</param>
/// <param name="LayoutFingerprint">Fingerprint of the parameter layout.</param>
/// <param name="Parameters">The parameters with their version and the environment steps behind them.</param>
/// <param name="Optimizer">What the optimizer remembers.</param>
/// <param name="Statistics">What has happened so far.</param>
/// <param name="Evaluations">Which versions are still to be evaluated.</param>
/// <param name="Stopping">How close the run is to being solved.</param>
/// <param name="NextMetricsAt">Environment steps at which the next row of metrics is due.</param>
/// <param name="LastLearningRate">η of the last update.</param>
/// <param name="NextWorker">Run-wide index of the next worker that registers: none is given twice.</param>
public sealed record LearnerState(
    string Run,
    long Term,
    string Plan,
    ulong LayoutFingerprint,
    ParameterSnapshot Parameters,
    OptimizerSnapshot Optimizer,
    StatisticsState Statistics,
    EvaluationScheduleState Evaluations,
    StoppingState Stopping,
    long NextMetricsAt,
    double LastLearningRate,
    int NextWorker)
{
    /// <summary>Gradients that were applied to the parameters.</summary>
    public long Version => Parameters.Version;

    /// <summary>Whether this state comes after the other in the order of takeovers: by term, and within a term by version.</summary>
    public bool IsNewerThan(LearnerState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Term, Version).CompareTo((other.Term, other.Version)) > 0;
    }
}

/// <summary>What an optimizer remembers between steps.</summary>
/// <param name="Name">The kind of optimizer: "rmsprop", "adam" or "sgd".</param>
/// <param name="StepCount">Steps taken so far.</param>
/// <param name="Vectors">Its statistics, each with one element a parameter.</param>
public sealed record OptimizerSnapshot(string Name, long StepCount, EquatableList<OptimizerVector> Vectors);

/// <summary>One statistic of an optimizer.</summary>
/// <param name="Name">PyTorch's name of it, such as "exp_avg_sq".</param>
/// <param name="Values">One element a parameter.</param>
public sealed record OptimizerVector(string Name, FloatVector Values);

/// <summary>What has happened in the run so far.</summary>
/// <param name="Elapsed">Time that the run has been training, over all terms.</param>
/// <param name="Episodes">Training episodes so far.</param>
/// <param name="LastEpisodes">
/// The last of them, as a ring of fixed capacity: episode number i, from 0, is element i modulo the capacity. The order matters to the last bit of the means.
/// </param>
/// <param name="StalenessHistogram">Element i: gradients applied at staleness i; the last element counts all from there on.</param>
/// <param name="StalenessSum">Sum over all applied gradients.</param>
/// <param name="StalenessMaximum">Largest of all applied gradients.</param>
/// <param name="Rejections">Gradients refused, by reason; reasons without any are left out.</param>
/// <param name="GradientsLost">Gradients whose answer never came, as reported by the nodes.</param>
/// <param name="WorkerFailures">Exceptions that ended a worker.</param>
/// <param name="LastEvaluation">The latest greedy evaluation; null before the first.</param>
/// <param name="IsEvaluationNew">Whether it came since the last row of metrics.</param>
/// <param name="Row">What has come together for the next row of metrics.</param>
public sealed record StatisticsState(
    TimeSpan Elapsed,
    long Episodes,
    EquatableList<EpisodeReport> LastEpisodes,
    EquatableList<long> StalenessHistogram,
    double StalenessSum,
    long StalenessMaximum,
    EquatableList<RejectionCount> Rejections,
    long GradientsLost,
    long WorkerFailures,
    EvaluationStatus? LastEvaluation,
    bool IsEvaluationNew,
    MetricsRowSums Row);

/// <summary>Sums over the gradients that were applied since the last row of metrics.</summary>
/// <param name="Gradients">How many.</param>
/// <param name="ExplainedVariance">Over the rollouts that have one.</param>
/// <param name="ExplainedVarianceCount">How many have one.</param>
/// <param name="Staleness">In versions.</param>
/// <param name="StalenessMaximum">Largest staleness, in versions.</param>
public sealed record MetricsRowSums(
    long Gradients,
    double PolicyLoss,
    double ValueLoss,
    double Entropy,
    double GradientNorm,
    double ExplainedVariance,
    long ExplainedVarianceCount,
    double Staleness,
    long StalenessMaximum);

/// <summary>Which versions are still to be evaluated.</summary>
/// <param name="NextNumber">Number of the next evaluation that becomes due.</param>
/// <param name="Skipped">Evaluations that were due and left out; those that were left out of <paramref name="Pending"/> are among them.</param>
/// <param name="LastScheduledVersion">Version of the last evaluation that was scheduled and not left out; −1 before the first.</param>
/// <param name="NextAt">Environment steps at which the next evaluation becomes due.</param>
/// <param name="Pending">Evaluations that are due and have not finished, in the order in which they are played.</param>
public sealed record EvaluationScheduleState(
    int NextNumber, long Skipped, long LastScheduledVersion, long NextAt, EquatableList<PendingEvaluation> Pending);

/// <summary>An evaluation that is due and has not finished.</summary>
/// <param name="Number">Number of the evaluation in the run, from 0.</param>
/// <param name="Round">0 for the scheduled evaluation, 1 for its confirmation.</param>
/// <param name="Parameters">The policy.</param>
public sealed record PendingEvaluation(int Number, int Round, ParameterSnapshot Parameters);

/// <summary>How close the run is to being solved.</summary>
/// <param name="Candidate">The last scheduled evaluation that reached the threshold and was to be confirmed; null if none has.</param>
/// <param name="Solved">The policy that solved the environment; null until one has.</param>
public sealed record StoppingState(PolicyEvaluated? Candidate, SolvedPolicy? Solved);

/// <summary>A policy that reached the reward threshold in two independent evaluations.</summary>
/// <param name="Parameters">The policy, with its version and the environment steps behind it.</param>
/// <param name="FirstEvaluation">The scheduled evaluation.</param>
/// <param name="Confirmation">The evaluation with other seeds.</param>
public sealed record SolvedPolicy(ParameterSnapshot Parameters, PolicyEvaluated FirstEvaluation, PolicyEvaluated Confirmation);
