using ActorCritic.Distributed.Algorithm.Rollouts;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>Says when the episodes of a rollout ended, in environment steps of the whole run.</summary>
internal static class RolloutEpisodes
{
    /// <summary>Adds the rollout's episodes.</summary>
    /// <param name="rollout">A rollout that has been played.</param>
    /// <param name="stepsBefore">Environment steps before it.</param>
    /// <param name="episodes">Takes them. Copies of the environment are stepped together, so an episode ends with the step of all of them.</param>
    /// <returns>Environment steps after it.</returns>
    public static long ReportTo(this Rollout rollout, long stepsBefore, ICollection<TrainingEpisode> episodes)
    {
        var next = 0;
        for (var transition = 0; transition < rollout.Count; transition++)
        {
            if (!rollout.Terminated[transition] && !rollout.Truncated[transition])
                continue;

            var timeSteps = transition / rollout.EnvironmentCount + 1;
            var finished = rollout.Episodes[next++];
            episodes.Add(new TrainingEpisode(stepsBefore + (long)timeSteps * rollout.EnvironmentCount, finished.Return, finished.Length));
        }

        return stepsBefore + rollout.Count;
    }
}
