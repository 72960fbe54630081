using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>The state of the learner.</summary>
/// <remarks>
/// Each field is checked on its own here. Whether the parts fit each other and the run (as many statistics as parameters, the layout of the plan's network)
/// is for the learner to say that is to go on from them.
/// </remarks>
internal static class LearnerStateMapping
{
    public static V1.LearnerState ToWire(LearnerState state) => new()
    {
        Run = state.Run,
        Term = state.Term,
        Plan = state.Plan,
        LayoutFingerprint = state.LayoutFingerprint,
        Parameters = ParametersMapping.ToWire(state.Parameters),
        Optimizer = ToWire(state.Optimizer),
        Statistics = ToWire(state.Statistics),
        Evaluations = ToWire(state.Evaluations),
        Stopping = ToWire(state.Stopping),
        NextMetricsAt = state.NextMetricsAt,
        LastLearningRate = state.LastLearningRate,
        NextWorker = state.NextWorker,
    };

    public static LearnerState FromWire(V1.LearnerState wire)
    {
        var rules = new FieldRules(nameof(LearnerState));
        return new LearnerState(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Document(wire.Plan),
            wire.LayoutFingerprint,
            ParametersMapping.FromWire(rules.Present(wire.Parameters)),
            FromWire(rules.Present(wire.Optimizer)),
            FromWire(rules.Present(wire.Statistics)),
            FromWire(rules.Present(wire.Evaluations)),
            FromWire(rules.Present(wire.Stopping)),
            rules.NotNegative(wire.NextMetricsAt),
            rules.NotNegative(wire.LastLearningRate),
            rules.NotNegative(wire.NextWorker));
    }

    private static V1.OptimizerSnapshot ToWire(OptimizerSnapshot optimizer)
    {
        var wire = new V1.OptimizerSnapshot { Name = optimizer.Name, StepCount = optimizer.StepCount };
        foreach (var vector in optimizer.Vectors)
            wire.Vectors.Add(new V1.OptimizerVector { Name = vector.Name, Values = FloatVectorEncoding.ToWire(vector.Values) });
        return wire;
    }

    private static OptimizerSnapshot FromWire(V1.OptimizerSnapshot wire)
    {
        var rules = new FieldRules(nameof(OptimizerSnapshot));
        return new OptimizerSnapshot(rules.Name(wire.Name), rules.NotNegative(wire.StepCount), rules.List(wire.Vectors, FromWire));
    }

    private static OptimizerVector FromWire(V1.OptimizerVector wire)
    {
        var rules = new FieldRules(nameof(OptimizerVector));
        return new OptimizerVector(rules.Name(wire.Name), rules.Floats(wire.Values));
    }

    private static V1.StatisticsState ToWire(StatisticsState statistics)
    {
        var wire = new V1.StatisticsState
        {
            ElapsedTicks = statistics.Elapsed.Ticks,
            Episodes = statistics.Episodes,
            StalenessHistogram = { statistics.StalenessHistogram },
            StalenessSum = statistics.StalenessSum,
            StalenessMaximum = statistics.StalenessMaximum,
            GradientsLost = statistics.GradientsLost,
            WorkerFailures = statistics.WorkerFailures,
            LastEvaluation = statistics.LastEvaluation is { } evaluation ? StatusMapping.ToWire(evaluation) : null,
            IsEvaluationNew = statistics.IsEvaluationNew,
            Row = ToWire(statistics.Row),
        };
        foreach (var episode in statistics.LastEpisodes)
            wire.LastEpisodes.Add(GradientsMapping.ToWire(episode));
        foreach (var rejection in statistics.Rejections)
            wire.Rejections.Add(StatusMapping.ToWire(rejection));
        return wire;
    }

    private static StatisticsState FromWire(V1.StatisticsState wire)
    {
        var rules = new FieldRules(nameof(StatisticsState));
        return new StatisticsState(
            new TimeSpan(rules.NotNegative(wire.ElapsedTicks)),
            rules.NotNegative(wire.Episodes),
            rules.List(wire.LastEpisodes, GradientsMapping.FromWire),
            rules.List(wire.StalenessHistogram, count => rules.NotNegative(count, nameof(wire.StalenessHistogram))),
            rules.NotNegative(wire.StalenessSum),
            rules.NotNegative(wire.StalenessMaximum),
            rules.List(wire.Rejections, StatusMapping.FromWire),
            rules.NotNegative(wire.GradientsLost),
            rules.NotNegative(wire.WorkerFailures),
            wire.LastEvaluation is { } evaluation ? StatusMapping.FromWire(evaluation) : null,
            wire.IsEvaluationNew,
            FromWire(rules.Present(wire.Row)));
    }

    private static V1.MetricsRowSums ToWire(MetricsRowSums row) => new()
    {
        Gradients = row.Gradients,
        PolicyLoss = row.PolicyLoss,
        ValueLoss = row.ValueLoss,
        Entropy = row.Entropy,
        GradientNorm = row.GradientNorm,
        ExplainedVariance = row.ExplainedVariance,
        ExplainedVarianceCount = row.ExplainedVarianceCount,
        Staleness = row.Staleness,
        StalenessMaximum = row.StalenessMaximum,
    };

    // The sums may be any numbers: finite summands of admitted gradients can add up to infinity, and that must not cost the run its state.
    private static MetricsRowSums FromWire(V1.MetricsRowSums wire)
    {
        var rules = new FieldRules(nameof(MetricsRowSums));
        return new MetricsRowSums(
            rules.NotNegative(wire.Gradients),
            wire.PolicyLoss,
            wire.ValueLoss,
            wire.Entropy,
            wire.GradientNorm,
            wire.ExplainedVariance,
            rules.NotNegative(wire.ExplainedVarianceCount),
            rules.NotNegative(wire.Staleness),
            rules.NotNegative(wire.StalenessMaximum));
    }

    private static V1.EvaluationScheduleState ToWire(EvaluationScheduleState evaluations)
    {
        var wire = new V1.EvaluationScheduleState
        {
            NextNumber = evaluations.NextNumber,
            Skipped = evaluations.Skipped,
            LastScheduledVersion = evaluations.LastScheduledVersion,
            NextAt = evaluations.NextAt,
        };
        foreach (var (number, round, parameters) in evaluations.Pending)
            wire.Pending.Add(new V1.PendingEvaluation { Number = number, Round = round, Parameters = ParametersMapping.ToWire(parameters) });
        return wire;
    }

    private static EvaluationScheduleState FromWire(V1.EvaluationScheduleState wire)
    {
        var rules = new FieldRules(nameof(EvaluationScheduleState));
        return new EvaluationScheduleState(
            rules.NotNegative(wire.NextNumber),
            rules.NotNegative(wire.Skipped),
            rules.AtLeast(-1, wire.LastScheduledVersion),
            rules.NotNegative(wire.NextAt),
            rules.List(wire.Pending, FromWire));
    }

    private static PendingEvaluation FromWire(V1.PendingEvaluation wire)
    {
        var rules = new FieldRules(nameof(PendingEvaluation));
        return new PendingEvaluation(
            rules.NotNegative(wire.Number), rules.NotNegative(wire.Round), ParametersMapping.FromWire(rules.Present(wire.Parameters)));
    }

    private static V1.StoppingState ToWire(StoppingState stopping) => new()
    {
        Candidate = stopping.Candidate is { } candidate ? EvaluationMapping.ToWire(candidate) : null,
        Solved = stopping.Solved is { } solved ? ToWire(solved) : null,
    };

    private static StoppingState FromWire(V1.StoppingState wire) => new(
        wire.Candidate is { } candidate ? EvaluationMapping.FromWire(candidate) : null,
        wire.Solved is { } solved ? FromWire(solved) : null);

    private static V1.SolvedPolicy ToWire(SolvedPolicy solved) => new()
    {
        Parameters = ParametersMapping.ToWire(solved.Parameters),
        FirstEvaluation = EvaluationMapping.ToWire(solved.FirstEvaluation),
        Confirmation = EvaluationMapping.ToWire(solved.Confirmation),
    };

    private static SolvedPolicy FromWire(V1.SolvedPolicy wire)
    {
        var rules = new FieldRules(nameof(SolvedPolicy));
        return new SolvedPolicy(
            ParametersMapping.FromWire(rules.Present(wire.Parameters)),
            EvaluationMapping.FromWire(rules.Present(wire.FirstEvaluation)),
            EvaluationMapping.FromWire(rules.Present(wire.Confirmation)));
    }
}
