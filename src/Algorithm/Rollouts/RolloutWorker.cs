using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Losses;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Schedules;

namespace ActorCritic.Distributed.Algorithm.Rollouts;

/// <summary>How a worker makes a gradient out of parameters.</summary>
/// <param name="EnvironmentCount">E ≥ 1.</param>
/// <param name="RolloutLength">T ≥ 1.</param>
/// <param name="Discount">γ in [0, 1].</param>
/// <param name="GaeLambda">λ in [0, 1].</param>
/// <param name="NormalizeAdvantages">Whether advantages are brought to mean 0 and deviation 1 over the rollout.</param>
/// <param name="RewardScale">Factor on rewards, &gt; 0.</param>
/// <param name="ValueCoefficient">c_v ≥ 0.</param>
/// <param name="EntropyCoefficient">β over the run.</param>
/// <param name="MaxGradientNorm">Global norm above which a gradient is scaled down; 0 = never.</param>
public sealed record RolloutWorkerOptions(
    int EnvironmentCount,
    int RolloutLength,
    double Discount,
    double GaeLambda,
    bool NormalizeAdvantages,
    double RewardScale,
    double ValueCoefficient,
    Schedule EntropyCoefficient,
    double MaxGradientNorm);

/// <summary>What one rollout gave beside its gradient.</summary>
/// <param name="Terms">Terms of the loss.</param>
/// <param name="GradientNorm">Global L2 norm before clipping.</param>
/// <param name="ExplainedVariance">How much of the returns' variance the critic explained before the update.</param>
public readonly record struct RolloutOutcome(LossTerms Terms, double GradientNorm, double ExplainedVariance);

/// <summary>
/// One A3C worker as a plain object: given parameters it plays a rollout and computes its gradient (Mnih et al. 2016, algorithm S3, the body of the loop;
/// advantages after Schulman et al. 2016). Owned by one thread.
/// </summary>
/// <remarks>A function of its seeds and the parameters it was given: the same sequence of calls gives the same bytes.</remarks>
public sealed class RolloutWorker
{
    private readonly RolloutWorkerOptions _options;
    private readonly NetworkPool _networks;
    private readonly RolloutCollector _collector;
    private readonly Rollout _rollout;

    /// <summary>A worker with its environments reset.</summary>
    /// <param name="options">How gradients are made.</param>
    /// <param name="networks">Where the worker borrows a network for each rollout; not disposed by it.</param>
    /// <param name="createEnvironment">Makes one copy of the environment.</param>
    /// <param name="seeds">The run's seeds.</param>
    /// <param name="worker">Run-wide index of the worker; its streams are its own.</param>
    /// <param name="incarnation">How often this worker was started before, so that a restarted one does not play the same rollouts again.</param>
    public RolloutWorker(
        RolloutWorkerOptions options,
        NetworkPool networks,
        Func<IEnvironment> createEnvironment,
        SeedSequence seeds,
        int worker,
        int incarnation = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        _options = options;
        _networks = networks;

        // Copy e of incarnation i is stream (worker, i·E + e): no two of them ever share one.
        var environment = new VectorizedEnvironment(options.EnvironmentCount, createEnvironment);
        environment.Reset(copy => seeds.Derive(SeedStream.Environment, worker, incarnation * options.EnvironmentCount + copy));
        _collector = new RolloutCollector(environment, seeds.CreateGenerator(SeedStream.Sampling, worker, incarnation), (float)options.RewardScale);
        _rollout = new Rollout(options.RolloutLength, options.EnvironmentCount, environment.ObservationSize);
    }

    /// <summary>The latest rollout.</summary>
    public Rollout Rollout => _rollout;

    /// <summary>Plays one rollout and computes its gradient.</summary>
    /// <param name="parameters">The shared parameters, used for all of the rollout.</param>
    /// <param name="environmentSteps">Steps of the whole run behind these parameters, for schedules.</param>
    /// <param name="gradient">Output, clipped, one element per parameter.</param>
    /// <exception cref="ArgumentException">A length is not the network's number of parameters, or the policy has diverged: its logits are no numbers.</exception>
    public RolloutOutcome Run(ReadOnlySpan<float> parameters, long environmentSteps, Span<float> gradient)
    {
        using var loan = _networks.Borrow();
        var network = loan.Network;
        network.Load(parameters);
        _collector.Collect(network, _rollout);
        _rollout.EstimateAdvantages(_options.Discount, _options.GaeLambda);
        var explainedVariance = ExplainedVariance.Compute(_rollout.Values, _rollout.Returns);
        if (_options.NormalizeAdvantages)
            AdvantageNormalization.Normalize(_rollout.Advantages);

        var coefficients = new LossCoefficients(_options.ValueCoefficient, _options.EntropyCoefficient.ValueAt(environmentSteps));
        var terms = network.GradientOfKept(_rollout.Batch, coefficients, gradient);
        var norm = GradientNorm.Limit(gradient, _options.MaxGradientNorm);
        return new RolloutOutcome(terms, norm, explainedVariance);
    }
}
