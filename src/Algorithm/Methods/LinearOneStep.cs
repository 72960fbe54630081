using System.Numerics.Tensors;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Methods;

/// <summary>One-step actor-critic with two linear heads, updated after every environment step by gradients that are written out.</summary>
/// <remarks>
/// <para>
/// δ = r + γ·V(s′)·(1 − terminated) − V(s);  θ ← θ + α_π·δ·∇log π(a|s);  φ ← φ + α_v·δ·∇V(s)   (Sutton and Barto 2018, section 13.5). Deviations: a
/// constant discount instead of the factor γᵗ on the policy's step, and a truncated episode bootstraps. For the linear heads ∇V = s, and the row of action k of ∇log π is (1{k = a} − π(k|s))·s.
/// </para>
/// <para>
/// Of the options: α_π is the learning rate η. α_v = 2·c_v·η, which is what a step of gradient descent along c_v·(V − R)² amounts to: with the default
/// c_v = 1/4, α_v = α_π/2. One copy of the environment; no entropy bonus, no clipping, no optimiser.
/// </para>
/// </remarks>
public sealed class LinearOneStep : ITrainingMethod
{
    private readonly TrainingOptions _options;
    private readonly LinearPolicyNetwork _network;
    private readonly RolloutCollector _collector;
    private readonly Rollout _step;
    private readonly float[] _parameters;
    private readonly float[] _probabilities;
    private readonly float[] _value = new float[1];

    /// <summary>Starts with all parameters zero: a uniform policy, and states worth nothing.</summary>
    public LinearOneStep(TrainingOptions options, Func<IEnvironment> createEnvironment)
    {
        ArgumentNullException.ThrowIfNull(options);
        var play = new MethodPlay(options with { HiddenSizes = [], EnvironmentsPerWorker = 1 }, createEnvironment);
        _options = options;
        _network = new LinearPolicyNetwork(play.Network);
        _collector = play.CreateCollector();
        _step = play.CreateRollout(length: 1);
        _parameters = new float[_network.Layout.Count];
        _probabilities = new float[play.Network.ActionCount];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public long EnvironmentSteps { get; private set; }

    /// <inheritdoc/>
    public void Update(ICollection<TrainingEpisode> episodes)
    {
        _network.Load(_parameters);
        _collector.Collect(_network, _step);
        _step.EstimateAdvantages(_options.Discount, gaeLambda: 0);
        var (s, a, δ) = (_step.Observations, _step.Actions[0], _step.Advantages[0]);

        _network.Forward(s, _probabilities, _value);
        TensorPrimitives.SoftMax<float>(_probabilities, _probabilities);
        var α = (float)_options.LearningRate;
        for (var k = 0; k < _probabilities.Length; k++)
            Add(_network.Layout.ActorHead, k, s, α * δ * ((k == a ? 1 : 0) - _probabilities[k]));
        Add(_network.Layout.CriticHead, 0, s, 2 * (float)_options.ValueCoefficient * α * δ);

        EnvironmentSteps = _step.ReportTo(EnvironmentSteps, episodes);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>Adds a multiple of (s, 1) to the weights and the bias of one output.</summary>
    private void Add(LinearLayout head, int output, ReadOnlySpan<float> s, float factor)
    {
        var weights = head.Weight.In(_parameters.AsSpan()).Slice(output * head.Inputs, head.Inputs);
        TensorPrimitives.MultiplyAdd(s, factor, weights, weights);
        head.Bias.In(_parameters.AsSpan())[output] += factor;
    }
}
