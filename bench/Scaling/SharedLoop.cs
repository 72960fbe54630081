using System.Diagnostics;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Benchmarks.Scaling;

/// <summary>
/// The work of A3C and nothing else (Mnih et al. 2016, algorithm S3): each thread plays a rollout with the newest parameters, takes a lock, applies its gradient and plays the
/// next, until the process ends. No actor, no message, no statistics, no evaluation, no file, and no check of a gradient.
/// </summary>
/// <param name="training">What is trained and how, with as many threads as it names workers.</param>
/// <param name="environments">Where the environment is found.</param>
internal sealed class SharedLoop(TrainingOptions training, EnvironmentCatalogue environments)
{
    private readonly NetworkOptions _network = training.NetworkFor(environments.Find(training.Environment));
    private readonly SeedSequence _seeds = new(training.Seed);
    private readonly object _gate = new();
    private SharedParameters _parameters = null!;

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        var layout = ParameterLayout.Of(_network);
        _parameters = new SharedParameters(
            ParameterInitialization.Create(layout, training.Initialization, _seeds.CreateGenerator(SeedStream.Initialization)),
            training.OptimizerOptions().CreateOptimizer(layout.Count));
        for (var worker = 0; worker < training.Workers; worker++)
        {
            var index = worker;
            new Thread(() => Work(index, layout.Count)) { IsBackground = true }.Start();
        }
    }

    /// <summary>Environment steps so far, and when they were counted.</summary>
    public (double Seconds, long Steps) Count()
    {
        lock (_gate)
            return (Stopwatch.GetElapsedTime(0).TotalSeconds, _parameters.EnvironmentSteps);
    }

    private void Work(int index, int parameterCount)
    {
        using var networks = new NetworkPool(() => new SimdPolicyNetwork(_network));
        var worker = new RolloutWorker(training.RolloutWorkerOptions(), networks, () => environments.Create(training.Environment), _seeds, index);
        var gradient = new float[parameterCount];
        while (true)
        {
            var snapshot = Newest();
            worker.Run(snapshot.Values.Span, snapshot.EnvironmentSteps, gradient);
            snapshot.Values.Release();
            lock (_gate)
                _parameters.Apply(gradient, training.LearningRate, training.StepsPerRollout);
        }
    }

    private ParameterSnapshot Newest()
    {
        lock (_gate)
            return _parameters.Snapshot();
    }
}
