using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;

namespace ActorCritic.Distributed.Algorithm.Training;

/// <summary>From the hyperparameters of a run to those of one worker.</summary>
public static class WorkerTraining
{
    /// <summary>How a worker of the run makes a gradient.</summary>
    /// <param name="options">Valid options.</param>
    public static RolloutWorkerOptions RolloutWorkerOptions(this TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RolloutWorkerOptions(
            options.EnvironmentsPerWorker,
            options.RolloutLength,
            options.Discount,
            options.GaeLambda,
            options.NormalizeAdvantages,
            options.RewardScale,
            options.ValueCoefficient,
            new Schedule(options.EntropyCoefficientSchedule, options.EntropyCoefficient, options.MaxSteps),
            options.MaxGradientNorm);
    }
}
