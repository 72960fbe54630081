using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>
/// Advantage actor-critic in one thread: a worker's gradient of each rollout, applied at once. The options make it one-step A2C (T = 1, λ = 0), n-step A2C
/// (T = n, λ = 1), A2C with GAE on long rollouts, or any of them with linear heads (no hidden layers).
/// </summary>
/// <remarks>
/// It is A3C (Mnih et al. 2016, algorithm S3) with one worker and nothing between worker and optimiser. n-step returns are GAE with λ = 1: the λ-sum then
/// telescopes to Σ γᵏrₜ₊ₖ + γⁿV(sₜ₊ₙ) − V(sₜ), each transition bootstrapping from the end of its rollout as in the paper.
/// </remarks>
public sealed class AdvantageActorCritic : ITrainingMethod
{
    private readonly NetworkPool _networks;
    private readonly RolloutWorker _worker;
    private readonly IOptimizer _optimizer;
    private readonly Schedule _learningRate;
    private readonly float[] _parameters;
    private readonly float[] _gradient;

    /// <summary>Starts with initial parameters drawn by the seed.</summary>
    /// <param name="options">Valid options. Of the number of workers, the mode and the staleness policy nothing is used.</param>
    /// <param name="createEnvironment">Makes one copy of the environment.</param>
    /// <param name="createNetwork">Makes the network.</param>
    public AdvantageActorCritic(TrainingOptions options, Func<IEnvironment> createEnvironment, Func<NetworkOptions, IPolicyNetwork> createNetwork)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createEnvironment);
        ArgumentNullException.ThrowIfNull(createNetwork);
        var network = options.NetworkFor(createEnvironment().Spec);
        _parameters = MethodPlay.CreateParameters(options, network);
        _gradient = new float[_parameters.Length];
        _optimizer = options.OptimizerOptions().CreateOptimizer(_parameters.Length);
        _learningRate = MethodPlay.LearningRate(options);
        _networks = new NetworkPool(() => createNetwork(network));
        _worker = new RolloutWorker(options.RolloutWorkerOptions(), _networks, createEnvironment, new SeedSequence(options.Seed), worker: 0);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public long EnvironmentSteps { get; private set; }

    /// <inheritdoc/>
    public void Update(ICollection<TrainingEpisode> episodes)
    {
        _worker.Run(_parameters, EnvironmentSteps, _gradient);
        _optimizer.Step(_parameters, _gradient, (float)_learningRate.ValueAt(EnvironmentSteps));
        EnvironmentSteps = _worker.Rollout.ReportTo(EnvironmentSteps, episodes);
    }

    /// <inheritdoc/>
    public void Dispose() => _networks.Dispose();
}
