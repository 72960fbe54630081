using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Tests.Losses;
using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

/// <summary>The mistakes that actor-critic code is known for. Each leaves a program that runs, and often one that learns a little.</summary>
/// <remarks>
/// A worker plays a script from the environment to the gradient, with everything in between as it is in production. The script says what every observation, reward and ending is, so the
/// gradient can be written out beside it in double precision: once as it should be, and once with the mistake. The worker's must be the first, and the two must be
/// far apart, or the test could not tell.
/// </remarks>
public class ClassicMistakesSpecs
{
    private enum Mistake
    {
        None,
        TargetInsteadOfAdvantage,
        CriticNotDetached,
        PolicyLossOfWrongSign,
        EntropyOfWrongSign,
        BootstrapPastTermination,
        TruncationAsTermination,
        ValueOfNextEpisodeInLastAdvantage,
        AdvantageOfNextEpisodeInLastAdvantage,
    }

    private const double Discount = 0.9, GaeLambda = 0.7, ValueCoefficient = 0.5, EntropyCoefficient = 0.5;
    private const int Length = 6;

    private static readonly NetworkOptions Network = new(2, ScriptedEnvironment.ActionCount, [4]);

    /// <summary>Two copies of which no episode ends within the rollout.</summary>
    private static readonly ScriptedEpisode[][] NoEnding =
    [
        [new([1, -2, 3, 0, 2, 1, 1])],
        [new([2, 0, -1, 3, 0, 1, 1])],
    ];

    private static readonly ScriptedEpisode[][] Terminations =
    [
        [new([1, -2], Terminated: true), new([3, 0, 2, 1, 1])],
        [new([2, 0, -1, 3, 0], Terminated: true), new([1, 1])],
    ];

    private static readonly ScriptedEpisode[][] Truncations =
    [
        [new([1, -2, 3], Truncated: true), new([0, 2, 1, 1])],
        [new([2], Truncated: true), new([0, -1, 3, 0, 1], Truncated: true), new([1])],
    ];

    // ---- The loss

    [Fact]
    public void The_policy_loss_weighs_by_the_advantage_and_not_by_the_target_of_the_critic() =>
        AssertNotMade(Mistake.TargetInsteadOfAdvantage, NoEnding);

    [Fact]
    public void The_policy_loss_does_not_train_the_critic_through_the_advantage() =>
        AssertNotMade(Mistake.CriticNotDetached, NoEnding);

    [Fact]
    public void The_policy_loss_has_the_sign_that_makes_good_actions_more_probable() =>
        AssertNotMade(Mistake.PolicyLossOfWrongSign, NoEnding);

    [Fact]
    public void The_entropy_has_the_sign_that_rewards_it() =>
        AssertNotMade(Mistake.EntropyOfWrongSign, NoEnding);

    // ---- The ends of episodes

    [Fact]
    public void Nothing_is_bootstrapped_past_a_terminal_state() =>
        AssertNotMade(Mistake.BootstrapPastTermination, Terminations);

    [Fact]
    public void A_truncated_episode_is_not_taken_for_a_terminated_one() =>
        AssertNotMade(Mistake.TruncationAsTermination, Truncations);

    [Fact]
    public void The_first_value_of_the_next_episode_does_not_leak_into_the_last_advantage() =>
        AssertNotMade(Mistake.ValueOfNextEpisodeInLastAdvantage, Truncations);

    [Fact]
    public void The_advantages_of_the_next_episode_do_not_leak_into_the_last_one_of_a_truncated_episode() =>
        AssertNotMade(Mistake.AdvantageOfNextEpisodeInLastAdvantage, Truncations);

    [Fact]
    public void The_advantages_of_the_next_episode_do_not_leak_into_the_last_one_of_a_terminated_episode() =>
        AssertNotMade(Mistake.AdvantageOfNextEpisodeInLastAdvantage, Terminations);

    private static void AssertNotMade(Mistake mistake, ScriptedEpisode[][] scripts)
    {
        var generator = new RandomGenerator(5);
        var parameters = Enumerable.Range(0, RandomNetwork.CountOf(Network)).Select(_ => (float)generator.NextUniform(-1, 1)).ToArray();

        var (gradient, actions) = GradientOfTheWorker(parameters, scripts);
        var expected = GradientByHand(parameters, scripts, actions, Mistake.None);
        var mistaken = GradientByHand(parameters, scripts, actions, mistake);

        // float32 agrees with double to 1e-5; the mistakes change at least a hundredth.
        var size = Distance(expected, new double[expected.Length]);
        Assert.True(Distance(expected, mistaken) > 0.01 * size, $"{mistake} is hard to see here: {Distance(expected, mistaken) / size}");
        Assert.False(Distance(gradient, mistaken) < 1e-4 * size, $"The worker makes the mistake {mistake}.");
        Assert.True(Distance(gradient, expected) < 1e-5 * size, $"The gradient is wrong by {Distance(gradient, expected) / size} of its size, and not by {mistake} alone.");
    }

    private static double Distance(double[] left, double[] right) => Math.Sqrt(left.Zip(right, (x, y) => (x - y) * (x - y)).Sum());

    // ---- The worker

    private static (double[] Gradient, List<int>[] Actions) GradientOfTheWorker(float[] parameters, ScriptedEpisode[][] scripts)
    {
        var copies = new List<ScriptedEnvironment>();
        var options = new RolloutWorkerOptions(
            EnvironmentCount: scripts.Length, RolloutLength: Length, Discount, GaeLambda, NormalizeAdvantages: false, RewardScale: 1,
            ValueCoefficient, new Schedule(ScheduleShape.Constant, EntropyCoefficient, budget: 1), MaxGradientNorm: 0);
        var worker = new RolloutWorker(options, new NetworkPool(() => new TorchPolicyNetwork(Network)), Create, new SeedSequence(1), worker: 0);

        var gradient = new float[parameters.Length];
        worker.Run(parameters, environmentSteps: 0, gradient);
        return ([.. gradient.Select(element => (double)element)], [.. copies.Select(copy => copy.Actions)]);

        IEnvironment Create()
        {
            var copy = new ScriptedEnvironment(copies.Count, scripts[copies.Count], number => (MathF.Sin(number), MathF.Cos(number)));
            copies.Add(copy);
            return copy;
        }
    }

    // ---- The same by hand

    /// <summary>One time step of one copy as the script has it. <paramref name="Shown"/> is what the policy sees next: after an ending, the first observation of the next episode.</summary>
    private sealed record Transition(double[] Observation, int Action, double Reward, double[] Successor, double[] Shown, bool Terminated, bool Truncated)
    {
        public bool Ended => Terminated || Truncated;
    }

    private static Transition[] Play(int copy, ScriptedEpisode[] script, List<int> actions)
    {
        var transitions = new Transition[Length];
        var (episode, step) = (0, 0);
        for (var t = 0; t < Length; t++)
        {
            var rewards = script[episode].Rewards;
            var (observation, successor) = (Show(episode, step), Show(episode, step + 1));
            var reward = rewards[step++];
            var (terminated, truncated) = step == rewards.Length ? (script[episode].Terminated, script[episode].Truncated) : (false, false);
            if (terminated || truncated)
                (episode, step) = (episode + 1, 0);
            transitions[t] = new Transition(observation, actions[t], reward, successor, Show(episode, step), terminated, truncated);
        }

        return transitions;

        double[] Show(int episode, int step)
        {
            var number = ScriptedEnvironment.NumberAt(copy, episode, step);
            return [MathF.Sin(number), MathF.Cos(number)];
        }
    }

    /// <summary>Âₜ = Σₗ (γλ)ˡ·δₜ₊ₗ up to the end of the episode or the rollout, δ = r + γ·V(successor) − V(observation).</summary>
    private static double Advantage(Transition[] transitions, int t, LiteralNetwork critic, Mistake mistake)
    {
        var advantage = 0.0;
        for (var (j, weight) = (t, 1.0); j < Length; j++, weight *= Discount * GaeLambda)
        {
            var transition = transitions[j];
            var successorValue = transition switch
            {
                { Terminated: true } => mistake == Mistake.BootstrapPastTermination ? Value(transition.Shown) : 0,
                { Truncated: true } when mistake == Mistake.TruncationAsTermination => 0,
                { Truncated: true } when mistake == Mistake.ValueOfNextEpisodeInLastAdvantage => Value(transition.Shown),
                _ => Value(transition.Successor),
            };
            advantage += weight * (transition.Reward + Discount * successorValue - Value(transition.Observation));
            if (transition.Ended && mistake != Mistake.AdvantageOfNextEpisodeInLastAdvantage)
                break;
        }

        return advantage;

        double Value(double[] observation) => critic.Forward(observation).Value;
    }

    /// <summary>The loss of parameters <paramref name="θ"/>. Advantages and targets were computed with the parameters <paramref name="θ0"/> and stay what they are when θ moves.</summary>
    private static double Loss(double[] θ, double[] θ0, Transition[][] copies, Mistake mistake)
    {
        var (network, then) = (new LiteralNetwork(Network, θ), new LiteralNetwork(Network, θ0));
        var loss = 0.0;
        foreach (var transitions in copies)
        {
            for (var t = 0; t < Length; t++)
            {
                var (observation, action) = (transitions[t].Observation, transitions[t].Action);
                var (logits, value) = network.Forward(observation);
                var probabilities = LiteralLoss.Softmax(logits);

                var advantage = Advantage(transitions, t, then, mistake);
                var target = advantage + then.Forward(observation).Value;
                var weight = mistake switch
                {
                    Mistake.TargetInsteadOfAdvantage => target,
                    Mistake.CriticNotDetached => Advantage(transitions, t, network, mistake),
                    Mistake.PolicyLossOfWrongSign => -advantage,
                    _ => advantage,
                };

                var policy = -Math.Log(probabilities[action]) * weight;
                var entropy = -probabilities.Sum(probability => probability * Math.Log(probability));
                var bonus = mistake == Mistake.EntropyOfWrongSign ? -entropy : entropy;
                loss += policy + ValueCoefficient * Math.Pow(value - target, 2) - EntropyCoefficient * bonus;
            }
        }

        return loss / (copies.Length * Length);
    }

    /// <summary>By central differences in double precision: so nobody's idea of the derivative is in it.</summary>
    private static double[] GradientByHand(float[] parameters, ScriptedEpisode[][] scripts, List<int>[] actions, Mistake mistake)
    {
        const double step = 1e-5;
        var θ0 = parameters.Select(parameter => (double)parameter).ToArray();
        var copies = scripts.Select((script, copy) => Play(copy, script, actions[copy])).ToArray();
        return [.. θ0.Select((_, i) => (LossAt(i, step) - LossAt(i, -step)) / (2 * step))];

        double LossAt(int i, double offset)
        {
            var θ = θ0.ToArray();
            θ[i] += offset;
            return Loss(θ, θ0, copies, mistake);
        }
    }
}
