using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;

namespace ActorCritic.Distributed.Protocol.Pieces;

/// <summary>How many bytes a message takes on the wire at most, told from its lengths without encoding it.</summary>
/// <remarks>
/// A number takes up to 10 bytes and its tag 2, so that a message's own numbers, flags and headings fit <see cref="Numbers"/> with room to spare. A
/// character takes up to 3 bytes of UTF-8 (a pair of surrogates takes 4), an element of a vector 4.
/// </remarks>
public static class MessageSize
{
    private const long Numbers = 512, Heading = 8, EpisodeReport = 32, Count = 16, WorkerStatus = 128;

    /// <summary>
    /// Bytes of the encoded message at most. For a type that is not known here the most there can be: such a message travels in pieces, which is right
    /// for any size.
    /// </summary>
    public static long UpperBound(ITrainingMessage message) => message switch
    {
        SubmitGradient gradient =>
            Numbers + Text(gradient.Run) + Text(gradient.Node) + Vector(gradient.Gradient) + (gradient.Rollout.Episodes.Count * EpisodeReport),
        GradientApplied applied => Numbers + Text(applied.Run),
        GradientRejected rejected => Numbers + Text(rejected.Run) + CutText(rejected.Explanation),
        ParametersPublished published => Numbers + Text(published.Run) + Vector(published.Parameters.Values),
        ParametersReceived received => Numbers + Text(received.Run) + Text(received.Node),
        RegisterWorkerNode request => Numbers + Text(request.Node),
        WorkerNodeAccepted accepted =>
            Numbers + Text(accepted.Run) + Text(accepted.Node) + Plan(accepted.Plan) + Vector(accepted.Parameters.Values),
        WorkerNodeRejected rejected => Numbers + Text(rejected.Node) + CutText(rejected.Explanation),
        PlanDeclined declined => Numbers + Text(declined.Run) + Text(declined.Node) + CutText(declined.Explanation),
        WorkerFailed failed => Numbers + Text(failed.Run) + Text(failed.Node) + CutText(failed.Cause),
        GradientLost lost => Numbers + Text(lost.Run) + Text(lost.Node),
        EvaluatePolicy request =>
            Numbers + Text(request.Run) + Text(request.Environment) + Network(request.Network) + Vector(request.Parameters.Values),
        PolicyEvaluated evaluated => Numbers + Text(evaluated.Run),
        EvaluationFailed failed => Numbers + Text(failed.Run) + CutText(failed.Cause),
        GetTrainingStatus => Numbers,
        TrainingStatus status => Status(status),
        TrainingCompleted completed => Numbers + Text(completed.Run) + CutText(completed.Explanation),
        RegisterStandby request => Numbers + Text(request.Node),
        StandbyRejected rejected => Numbers + Text(rejected.Node) + CutText(rejected.Explanation),
        LearnerStateReplicated replicated => State(replicated.State),
        LearnerStateReceived received => Numbers + Text(received.Run) + Text(received.Node),
        MessagePiece piece => Numbers + Text(piece.Manifest) + Text(piece.Target) + Text(piece.Sender) + Heading + piece.Content.Length,
        MessagePieceReceived => Numbers,
        _ => WireLimits.MessageLength,
    };

    private static long Status(TrainingStatus status)
    {
        var length = Numbers + Text(status.Run) + Text(status.Environment) + Text(status.Standstill) +
            ((status.StalenessHistogram.Count + (2L * status.Rejections.Count)) * Count);
        foreach (var node in status.Nodes)
            length += Numbers + Text(node.Node) + (node.Workers.Count * WorkerStatus) + (node.Rejections.Count * 2L * Count);
        foreach (var standby in status.Standbys)
            length += Numbers + Text(standby.Node);
        return length;
    }

    private static long State(LearnerState state)
    {
        var statistics = state.Statistics;
        var length = Numbers + Text(state.Run) + Text(state.Plan) + Vector(state.Parameters.Values) + Numbers + Text(state.Optimizer.Name) + Numbers +
            (statistics.LastEpisodes.Count * EpisodeReport) + ((statistics.StalenessHistogram.Count + (2L * statistics.Rejections.Count)) * Count);
        foreach (var vector in state.Optimizer.Vectors)
            length += Heading + Text(vector.Name) + Vector(vector.Values);
        foreach (var pending in state.Evaluations.Pending)
            length += Numbers + Vector(pending.Parameters.Values);
        if (state.Stopping.Candidate is { } candidate)
            length += UpperBound(candidate);
        if (state.Stopping.Solved is { } solved)
            length += Numbers + Vector(solved.Parameters.Values) + UpperBound(solved.FirstEvaluation) + UpperBound(solved.Confirmation);
        return length;
    }

    private static long Plan(TrainingPlan plan) =>
        Numbers + Text(plan.Environment) + Text(plan.EntropyCoefficientSchedule) + Network(plan.Network);

    private static long Network(NetworkPlan network) => Numbers + Text(network.Activation) + (network.HiddenSizes.Count * Count);

    private static long Vector(FloatVector vector) => Heading + ((long)vector.Length * sizeof(float));

    private static long Text(string text) => Heading + (3L * text.Length);

    /// <summary>An explanation or a cause, which is cut when it is encoded.</summary>
    private static long CutText(string text) => Heading + (3L * Math.Min(text.Length, WireLimits.TextLength));
}
