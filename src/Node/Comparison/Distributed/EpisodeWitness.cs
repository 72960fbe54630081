using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Learner.Progress;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Comparison.Distributed;

/// <summary>Writes down the training episodes that come to a learner with its workers' gradients.</summary>
/// <remarks>
/// An episode counts where the gradient of its rollout is applied: its environment steps are those behind the version that followed, up to a rollout of every worker later
/// than where it ended. Like their steps, the episodes of refused gradients do not count. No more are kept than the budget has steps. Called by the learner's thread and read by
/// another.
/// </remarks>
/// <param name="progress">Told the environment steps so far.</param>
internal sealed class EpisodeWitness(Action<long> progress) : IRunWitness
{
    private readonly Lock _gate = new();
    private readonly List<TrainingEpisode> _episodes = [];

    /// <summary>The episodes so far, in the order in which their gradients were applied.</summary>
    public IReadOnlyList<TrainingEpisode> Episodes
    {
        get
        {
            lock (_gate)
                return [.. _episodes];
        }
    }

    /// <summary>Environment steps behind the newest version.</summary>
    public long EnvironmentSteps
    {
        get
        {
            lock (_gate)
                return field;
        }

        private set;
    }

    /// <inheritdoc/>
    public void TermBegan(string run, long term, long version, long environmentSteps)
    {
    }

    /// <inheritdoc/>
    public void GradientApplied(SubmitGradient gradient, long version, long environmentSteps, ReadOnlySpan<float> parameters)
    {
        lock (_gate)
        {
            foreach (var episode in gradient.Rollout.Episodes)
                _episodes.Add(new TrainingEpisode(environmentSteps, episode.Return, episode.Length));
            EnvironmentSteps = environmentSteps;
        }

        progress(environmentSteps);
    }

    /// <inheritdoc/>
    public void GradientRejected(long term, SubmitGradient gradient, GradientRejectionReason reason)
    {
    }
}
