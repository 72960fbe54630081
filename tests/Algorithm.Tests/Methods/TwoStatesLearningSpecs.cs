using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Algorithm.Tests.Methods;

/// <summary>Every method learns a task whose optimal values are known in closed form, up to numbers that are stated.</summary>
public class TwoStatesLearningSpecs
{
    // One small hidden layer; the linear methods take none. The observations are one-hot, so linear heads can hold every policy and value.
    private static readonly TrainingOptions Small = new()
    {
        Environment = "TwoStates-v0",
        Seed = 1,
        Discount = TwoStates.Discount,
        HiddenSizes = [8],
        EntropyCoefficient = 0,
        MaxSteps = 100_000,
    };

    private static TrainingOptions OptionsFor(string method) => method switch
    {
        "reinforce" => Small with { NormalizeAdvantages = false, LearningRate = 0.03, EnvironmentsPerWorker = 1 },
        "reinforce-baseline" => Small with { NormalizeAdvantages = false, LearningRate = 0.03, EnvironmentsPerWorker = 1 },
        "one-step" => Linear with { LearningRate = 0.1, ValueCoefficient = 0.5 },
        "linear-gae" => Linear with { LearningRate = 0.3, ValueCoefficient = 0.5, RolloutLength = 32 },
        "a2c-one-step" => Small with { RolloutLength = 1, GaeLambda = 0, NormalizeAdvantages = false, LearningRate = 0.005 },
        "a2c" => Small with { RolloutLength = 5, GaeLambda = 1, LearningRate = 0.01 },
        "gae" or "gae-lesson" => Small with { RolloutLength = 64, LearningRate = 0.03 },
        "ppo" => Small with { RolloutLength = 32, LearningRate = 0.01 },
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Say with which options the method learns two states."),
    };

    private static TrainingOptions Linear => Small with { HiddenSizes = [], Optimizer = OptimizerKind.Sgd, MaxGradientNorm = 0, EnvironmentsPerWorker = 1 };

    public static TheoryData<string> Methods => [.. MethodCatalogue.Names];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Learns_a_policy_that_is_worth_what_the_best_one_is(string method)
    {
        var options = OptionsFor(method);

        var (poor, rich, criticOfPoor, criticOfRich) = Learn(method, options, steps: 40_000);

        Assert.InRange(poor, TwoStates.OptimalValueOfPoor - 0.15, TwoStates.OptimalValueOfPoor);
        Assert.InRange(rich, TwoStates.OptimalValueOfRich - 0.15, TwoStates.OptimalValueOfRich);
        if (method == "reinforce")
            return;
        Assert.InRange(criticOfPoor, TwoStates.OptimalValueOfPoor - 0.3, TwoStates.OptimalValueOfPoor + 0.3);
        Assert.InRange(criticOfRich, TwoStates.OptimalValueOfRich - 0.3, TwoStates.OptimalValueOfRich + 0.3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Is_a_function_of_its_seed(string method)
    {
        var options = OptionsFor(method) with { Seed = 7 };

        var (first, firstEpisodes) = Play(method, options, steps: 600);
        var (second, secondEpisodes) = Play(method, options, steps: 600);
        var (other, _) = Play(method, options with { Seed = 8 }, steps: 600);

        Assert.Equal(first, second);
        Assert.Equal(firstEpisodes, secondEpisodes);
        Assert.NotEqual(first, other);
    }

    private static (double Poor, double Rich, double CriticOfPoor, double CriticOfRich) Learn(string name, TrainingOptions options, long steps)
    {
        var (parameters, _) = Play(name, options, steps);
        return TwoStates.ValuesOf(options.NetworkFor(TwoStates.Create().Spec), parameters);
    }

    private static (float[] Parameters, List<TrainingEpisode> Episodes) Play(string name, TrainingOptions options, long steps)
    {
        Assert.True(MethodCatalogue.TryFind(name, out var method));
        using var learning = method.Create(options, TwoStates.Create, network => new TorchPolicyNetwork(network));
        var episodes = new List<TrainingEpisode>();
        learning.AdvanceTo(steps, episodes);
        return (learning.Parameters.ToArray(), episodes);
    }
}
