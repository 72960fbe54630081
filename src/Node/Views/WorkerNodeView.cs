using ActorCritic.Distributed.Workers.Progress;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>What a person sees of a worker process: a line when something changes, and one every ten seconds that says how it goes.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="quiet">Whether only warnings are shown.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class WorkerNodeView(TextWriter output, bool quiet, TimeProvider timeProvider)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private long _shownAt = timeProvider.GetTimestamp();
    private NodeProgressed _shown = NodeProgressed.Start;
    private NodeProgressed _newest = NodeProgressed.Start;

    /// <summary>What was done before the node began again; its own counts begin at 0 then.</summary>
    private NodeProgressed _before = NodeProgressed.Start;

    /// <summary>The node takes part.</summary>
    public void Show(NodeAccepted accepted)
    {
        var registration = accepted.Registration;
        var plan = registration.Plan;
        Say(FormattableString.Invariant(
            $"Takes part in {registration.Run} ({plan.Environment}, seed {plan.Seed}) from worker {registration.FirstWorker} on, with ")
            + FormattableString.Invariant($"the learner at {accepted.Learner.Path.Address}, term {registration.Term}, version {registration.Parameters.Version:N0}."));
    }

    /// <summary>The node begins to count, for the first time or again: the process joins the cluster once more after it was taken out of it.</summary>
    public void BeginAgain() => _before = _newest;

    /// <summary>How it goes.</summary>
    /// <param name="sinceStart">What the node says, which counts from its start.</param>
    public void Show(NodeProgressed sinceStart)
    {
        var progress = _newest = Sum(_before, sinceStart);
        var elapsed = timeProvider.GetElapsedTime(_shownAt);
        if (elapsed < ProgressInterval)
            return;
        var stepsPerSecond = (progress.EnvironmentSteps - _shown.EnvironmentSteps) / elapsed.TotalSeconds;
        (_shownAt, _shown) = (timeProvider.GetTimestamp(), progress);
        Say($"{StatusText.Count(progress.EnvironmentSteps)} steps, {StatusText.Rate(stepsPerSecond)} steps/s, version {StatusText.Count(progress.Version)}, " +
            $"gradients {Gradients(progress)}");
    }

    /// <summary>What the node has done, now that it does no more.</summary>
    public void ShowTotals() => Say(
        $"This node has sent {StatusText.Count(_newest.Submitted)} gradients of {StatusText.Count(_newest.EnvironmentSteps)} steps: {Gradients(_newest)}.");

    /// <summary>Something a person should know, in one sentence.</summary>
    public void Warn(string sentence)
    {
        lock (_gate)
            output.WriteLine($"warning: {sentence}");
    }

    /// <summary>A line of the ordinary course, unless the view is quiet.</summary>
    public void Say(string line)
    {
        if (quiet)
            return;
        lock (_gate)
            output.WriteLine(line);
    }

    private static NodeProgressed Sum(NodeProgressed before, NodeProgressed since) => new(
        since.Version,
        before.Submitted + since.Submitted,
        before.Applied + since.Applied,
        before.Rejected + since.Rejected,
        before.Lost + since.Lost,
        before.EnvironmentSteps + since.EnvironmentSteps,
        before.WorkerFailures + since.WorkerFailures);

    private static string Gradients(NodeProgressed progress) =>
        $"applied {StatusText.Count(progress.Applied)}, rejected {StatusText.Count(progress.Rejected)}, lost {StatusText.Count(progress.Lost)}";
}
