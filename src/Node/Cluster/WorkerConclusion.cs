using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Cluster;

/// <summary>Says how a worker node came to its end.</summary>
/// <param name="view">What a person sees of the node.</param>
/// <param name="errors">Where a failure goes.</param>
internal sealed class WorkerConclusion(WorkerNodeView view, TextWriter errors)
{
    /// <summary>Writes the last line.</summary>
    /// <param name="completed">The node's last fact; null if it was asked to leave before the end.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> TellAsync(NodeCompleted? completed)
    {
        view.ShowTotals();
        switch (completed)
        {
            case null:
                view.Say("This node has left the cluster; the run goes on without it.");
                return ExitCodes.Success;
            case { Outcome: TrainingOutcome.Failed }:
                await errors.WriteLineAsync(completed.Explanation).ConfigureAwait(false);
                return ExitCodes.Failure;
            case { Outcome: null }:
                // Whoever came after the end knows no more than that.
                view.Say(completed.Explanation);
                return ExitCodes.Success;
            default:
                view.Say($"The run is over. {completed.Explanation}");
                return ExitCodes.Success;
        }
    }
}
