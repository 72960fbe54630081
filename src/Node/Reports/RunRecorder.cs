using ActorCritic.Distributed.Node.Hosting;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>
/// Writes everything that a run leaves in its folder; a file that cannot be written is reported once and holds up neither training nor the
/// others.
/// </summary>
/// <remarks>
/// Not thread-safe: one owner calls it. Reports are the last thing that may end a run of hours, so any failure in here becomes a sentence;
/// each writer is tried again with the next row, for a full disk may be emptied.
/// </remarks>
public sealed class RunRecorder : IDisposable
{
    private readonly RunFolder _folder;
    private readonly Action<string> _report;
    private readonly List<Output> _outputs = [];
    private readonly List<string> _failures = [];
    private readonly List<EvaluationPoint> _evaluations = [];

    /// <summary>Opens metrics.csv and the TensorBoard events in the folder.</summary>
    /// <param name="folder">An empty run folder.</param>
    /// <param name="timeProvider">Gives TensorBoard the wall time of each row.</param>
    /// <param name="report">Takes one sentence for each file that cannot be written.</param>
    /// <param name="resumedAt">
    /// Environment steps at which a run goes on whose rows are in the folder: those up to there are kept. null for a new run.
    /// </param>
    public RunRecorder(RunFolder folder, TimeProvider timeProvider, Action<string> report, long? resumedAt = null)
        : this(folder, timeProvider, report, resumedAt is { } steps ? RowsUpTo(steps, folder, report) : [])
    {
    }

    private RunRecorder(RunFolder folder, TimeProvider timeProvider, Action<string> report, IReadOnlyList<MetricsRow> earlier)
        : this(
            folder,
            report,
            ("metrics.csv", () => new MetricsCsvWriter(folder.MetricsFile, earlier)),
            ("the TensorBoard events", () => new TensorBoardWriter(folder.Path, timeProvider)))
    {
        foreach (var row in earlier)
        {
            if (row is { EvaluationReturnMean: { } mean, EvaluationReturnStd: { } deviation })
                RecordEvaluation(new EvaluationPoint(row.EnvironmentSteps, mean, deviation));
        }
    }

    internal RunRecorder(RunFolder folder, Action<string> report, params ReadOnlySpan<(string Name, Func<IMetricsWriter> Open)> writers)
    {
        _folder = folder;
        _report = report;
        foreach (var (name, open) in writers)
            Attempt(name, "the run goes on without", () => _outputs.Add(new Output(name, open())));
    }

    /// <summary>What could not be written so far, one sentence each.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The greedy evaluations of the learning curve.</summary>
    internal IReadOnlyList<EvaluationPoint> Evaluations => _evaluations;

    /// <summary>Adds a greedy evaluation to the learning curve; a confirmation, being of the same parameters, need not be added.</summary>
    public void RecordEvaluation(EvaluationPoint evaluation) => _evaluations.Add(evaluation);

    /// <summary>Writes a row of metrics.</summary>
    public void Record(MetricsRow row)
    {
        foreach (var output in _outputs)
        {
            if (output.HasFailed)
                TryQuietly(() => output.Writer.Append(row));
            else
                output.HasFailed = !Attempt(output.Name, "the run goes on and later rows are tried again", () => output.Writer.Append(row));
        }
    }

    /// <summary>Saves a policy, replacing the one saved before. Returns whether it was written.</summary>
    /// <param name="parameters">Parameters under their state_dict names.</param>
    /// <param name="metadata">The plan and what else belongs to the policy.</param>
    public bool SavePolicy(IReadOnlyList<NamedTensor> parameters, IReadOnlyDictionary<string, string> metadata) => Attempt(
        "policy.safetensors",
        "the policy before it stays, if there is one",
        () => Safetensors.Write(_folder.PolicyFile, parameters, metadata));

    /// <summary>
    /// Ends the record: the policy first, for it is what cannot be had again, then the picture, then the summary, which names what failed.
    /// </summary>
    /// <param name="summary">The summary; the failures of this recorder are put in.</param>
    /// <param name="parameters">Parameters under their state_dict names.</param>
    /// <param name="metadata">The plan and what else belongs to the policy.</param>
    /// <param name="rewardThreshold">The environment's, for the picture; null or not finite if it has none.</param>
    /// <returns>Whether everything of the run was written, rows included.</returns>
    public bool Complete(
        RunSummary summary, IReadOnlyList<NamedTensor> parameters, IReadOnlyDictionary<string, string> metadata, double? rewardThreshold)
    {
        SavePolicy(parameters, metadata);
        Attempt("learning-curve.png", "the numbers are in metrics.csv", () => DrawLearningCurve(summary, rewardThreshold));
        Attempt(
            "summary.json",
            "nothing else is affected",
            () => (summary with { RecordingFailures = [.. _failures] }).Save(_folder.SummaryFile));
        return _failures.Count == 0;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var output in _outputs)
            TryQuietly(output.Writer.Dispose);
        _outputs.Clear();
    }

    private static List<MetricsRow> RowsUpTo(long environmentSteps, RunFolder folder, Action<string> report)
    {
        try
        {
            return File.Exists(folder.MetricsFile)
                ? [.. MetricsCsv.Read(folder.MetricsFile).Where(row => row.EnvironmentSteps <= environmentSteps)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or MetricsCsvException or UnauthorizedAccessException)
        {
            report($"The earlier rows of metrics.csv cannot be read ({exception.Message.Split('\n')[0].TrimEnd('.')}); {SetAside(folder)}.");
            return [];
        }
    }

    /// <summary>What a person could still read must not be overwritten.</summary>
    private static string SetAside(RunFolder folder)
    {
        const string name = "metrics-damaged.csv";
        try
        {
            File.Move(folder.MetricsFile, Path.Combine(folder.Path, name), overwrite: true);
            return $"that file is {name} now, and the run goes on with a new one";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "the run goes on with a new one";
        }
    }

    private void DrawLearningCurve(RunSummary summary, double? rewardThreshold)
    {
        // Nobody trains any more: memory that training has left goes back first, so that the picture's share does not come on top of it.
        LeftMemory.GiveBack();
        LearningCurvePlot.Save(
            _folder.LearningCurveFile,
            new LearningCurve
            {
                Environment = summary.Environment,
                Seed = summary.Seed,
                Workers = summary.Workers,
                RewardThreshold = rewardThreshold,
                SolvedAtStep = summary.SolvedAt?.EnvironmentSteps,
                Rows = MetricsCsv.Read(_folder.MetricsFile),
                Evaluations = _evaluations,
            });
    }

    private bool Attempt(string name, string consequence, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception exception)
        {
            // A missing native library is explained in a dozen lines; the first one names it.
            var cause = exception.Message.Split('\n')[0].TrimEnd('\r', '.');
            var failure = $"Cannot write {name} in '{_folder.Path}' ({cause}); {consequence}.";
            _failures.Add(failure);
            _report(failure);
            return false;
        }
    }

    private static void TryQuietly(Action write)
    {
        try
        {
            write();
        }
        catch (Exception)
        {
            // This writer's failure was reported when it first happened.
        }
    }

    private sealed class Output(string name, IMetricsWriter writer)
    {
        public string Name => name;

        public IMetricsWriter Writer => writer;

        public bool HasFailed { get; set; }
    }
}
