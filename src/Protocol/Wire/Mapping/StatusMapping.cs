using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Wire.Mapping;

/// <summary>How the run stands.</summary>
internal static class StatusMapping
{
    private static readonly EnumMapping<TrainingPhase, V1.TrainingPhase> s_phases = new();

    public static V1.GetTrainingStatus ToWire(GetTrainingStatus message) => new();

    public static GetTrainingStatus FromWire(V1.GetTrainingStatus wire) => GetTrainingStatus.Instance;

    public static V1.TrainingStatus ToWire(TrainingStatus message)
    {
        var wire = new V1.TrainingStatus
        {
            Run = message.Run,
            Term = message.Term,
            Phase = s_phases.ToWire(message.Phase),
            Environment = message.Environment,
            Seed = message.Seed,
            ElapsedSeconds = message.ElapsedSeconds,
            Version = message.Version,
            EnvironmentSteps = message.EnvironmentSteps,
            MaxSteps = message.MaxSteps,
            StepsPerSecond = message.StepsPerSecond,
            GradientsPerSecond = message.GradientsPerSecond,
            Episodes = message.Episodes,
            EpisodeReturnMean = message.EpisodeReturnMean,
            EpisodeLengthMean = message.EpisodeLengthMean,
            LastEvaluation = message.LastEvaluation is { } evaluation ? ToWire(evaluation) : null,
            StalenessMean = message.StalenessMean,
            StalenessMaximum = message.StalenessMaximum,
            StalenessHistogram = { message.StalenessHistogram },
            GradientsLost = message.GradientsLost,
            WorkerFailures = message.WorkerFailures,
            EvaluationsSkipped = message.EvaluationsSkipped,
            Standstill = FreeText.Cut(message.Standstill),
        };
        foreach (var rejection in message.Rejections)
            wire.Rejections.Add(ToWire(rejection));
        foreach (var node in message.Nodes)
            wire.Nodes.Add(ToWire(node));
        foreach (var standby in message.Standbys)
            wire.Standbys.Add(ToWire(standby));
        return wire;
    }

    public static TrainingStatus FromWire(V1.TrainingStatus wire)
    {
        var rules = new FieldRules(nameof(TrainingStatus));
        return new TrainingStatus(
            rules.Name(wire.Run),
            rules.NotNegative(wire.Term),
            rules.Known(s_phases, wire.Phase),
            rules.Name(wire.Environment),
            wire.Seed,
            rules.NotNegative(wire.ElapsedSeconds),
            rules.NotNegative(wire.Version),
            rules.NotNegative(wire.EnvironmentSteps),
            rules.Positive(wire.MaxSteps),
            rules.NotNegative(wire.StepsPerSecond),
            rules.NotNegative(wire.GradientsPerSecond),
            rules.NotNegative(wire.Episodes),
            rules.FiniteOrNaN(wire.EpisodeReturnMean),
            rules.FiniteOrNaN(wire.EpisodeLengthMean),
            wire.LastEvaluation is { } evaluation ? FromWire(evaluation) : null,
            rules.FiniteOrNaN(wire.StalenessMean),
            rules.NotNegative(wire.StalenessMaximum),
            rules.List(wire.StalenessHistogram, count => rules.NotNegative(count, nameof(wire.StalenessHistogram))),
            rules.List(wire.Rejections, FromWire),
            rules.NotNegative(wire.GradientsLost),
            rules.NotNegative(wire.WorkerFailures),
            rules.NotNegative(wire.EvaluationsSkipped),
            rules.List(wire.Nodes, FromWire),
            rules.List(wire.Standbys, FromWire),
            rules.Text(wire.Standstill));
    }

    private static V1.StandbyStatus ToWire(StandbyStatus standby) => new()
    {
        Node = standby.Node,
        AcknowledgedVersion = standby.AcknowledgedVersion,
        IsInSync = standby.IsInSync,
    };

    private static StandbyStatus FromWire(V1.StandbyStatus wire)
    {
        var rules = new FieldRules(nameof(StandbyStatus));
        return new StandbyStatus(rules.Name(wire.Node), rules.AtLeast(-1, wire.AcknowledgedVersion), wire.IsInSync);
    }

    public static V1.EvaluationStatus ToWire(EvaluationStatus status) => new()
    {
        Version = status.Version,
        EnvironmentSteps = status.EnvironmentSteps,
        Episodes = status.Episodes,
        ReturnMean = status.ReturnMean,
        ReturnDeviation = status.ReturnDeviation,
    };

    public static EvaluationStatus FromWire(V1.EvaluationStatus wire)
    {
        var rules = new FieldRules(nameof(EvaluationStatus));
        return new EvaluationStatus(
            rules.NotNegative(wire.Version),
            rules.NotNegative(wire.EnvironmentSteps),
            rules.Positive(wire.Episodes),
            rules.Finite(wire.ReturnMean),
            rules.NotNegative(wire.ReturnDeviation));
    }

    public static V1.RejectionCount ToWire(RejectionCount rejection) => new()
    {
        Reason = GradientsMapping.Reasons.ToWire(rejection.Reason),
        Count = rejection.Count,
    };

    public static RejectionCount FromWire(V1.RejectionCount wire)
    {
        var rules = new FieldRules(nameof(RejectionCount));
        return new RejectionCount(rules.Known(GradientsMapping.Reasons, wire.Reason), rules.NotNegative(wire.Count));
    }

    private static V1.WorkerNodeStatus ToWire(WorkerNodeStatus node)
    {
        var wire = new V1.WorkerNodeStatus
        {
            Node = node.Node,
            AcknowledgedVersion = node.AcknowledgedVersion,
            VersionsSkipped = node.VersionsSkipped,
        };
        foreach (var worker in node.Workers)
            wire.Workers.Add(ToWire(worker));
        foreach (var rejection in node.Rejections)
            wire.Rejections.Add(ToWire(rejection));
        return wire;
    }

    private static WorkerNodeStatus FromWire(V1.WorkerNodeStatus wire)
    {
        var rules = new FieldRules(nameof(WorkerNodeStatus));
        return new WorkerNodeStatus(
            rules.Name(wire.Node),
            rules.NotNegative(wire.AcknowledgedVersion),
            rules.NotNegative(wire.VersionsSkipped),
            rules.List(wire.Workers, FromWire),
            rules.List(wire.Rejections, FromWire));
    }

    private static V1.WorkerStatus ToWire(WorkerStatus worker) => new()
    {
        Worker = worker.Worker,
        GradientsApplied = worker.GradientsApplied,
        GradientsRejected = worker.GradientsRejected,
        EnvironmentSteps = worker.EnvironmentSteps,
        StepsPerSecond = worker.StepsPerSecond,
        StalenessMean = worker.StalenessMean,
        StalenessMaximum = worker.StalenessMaximum,
        Failures = worker.Failures,
    };

    private static WorkerStatus FromWire(V1.WorkerStatus wire)
    {
        var rules = new FieldRules(nameof(WorkerStatus));
        return new WorkerStatus(
            rules.NotNegative(wire.Worker),
            rules.NotNegative(wire.GradientsApplied),
            rules.NotNegative(wire.GradientsRejected),
            rules.NotNegative(wire.EnvironmentSteps),
            rules.NotNegative(wire.StepsPerSecond),
            rules.FiniteOrNaN(wire.StalenessMean),
            rules.NotNegative(wire.StalenessMaximum),
            rules.NotNegative(wire.Failures));
    }
}
