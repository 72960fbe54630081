using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Registration;

public sealed class TrainingPlanMappingSpecs
{
    [Fact]
    public void A_plan_says_all_that_a_worker_needs()
    {
        var options = new TrainingOptions
        {
            Environment = "CartPole-v1",
            Seed = ulong.MaxValue,
            MaxSteps = 12_345,
            GradientsInFlight = 3,
            EnvironmentsPerWorker = 3,
            RolloutLength = 17,
            Discount = 0.98,
            GaeLambda = 0.8,
            NormalizeAdvantages = false,
            RewardScale = 0.5,
            ValueCoefficient = 0.25,
            EntropyCoefficient = 0.02,
            EntropyCoefficientSchedule = ScheduleShape.Linear,
            MaxGradientNorm = 0.75,
            HiddenSizes = [32, 16],
            Activation = Activation.Relu,
            SeparateTrunks = true,
        };

        var plan = options.ToTrainingPlan(SampleRun.Layout);

        Assert.Equal(
            new TrainingPlan(
                "CartPole-v1",
                ulong.MaxValue,
                EnvironmentsPerWorker: 3,
                RolloutLength: 17,
                Discount: 0.98,
                GaeLambda: 0.8,
                NormalizeAdvantages: false,
                RewardScale: 0.5,
                ValueCoefficient: 0.25,
                EntropyCoefficient: 0.02,
                EntropyCoefficientSchedule: "linear",
                MaxGradientNorm: 0.75,
                MaxSteps: 12_345,
                GradientsInFlight: 3,
                new NetworkPlan([32, 16], "relu", SeparateTrunks: true),
                SampleRun.Layout.Fingerprint),
            plan);
    }

    [Theory]
    [InlineData(Activation.Tanh, "tanh")]
    [InlineData(Activation.Relu, "relu")]
    public void Activations_have_their_names_of_the_wire(Activation activation, string name) =>
        Assert.Equal(name, (SampleRun.Training with { Activation = activation }).ToTrainingPlan(SampleRun.Layout).Network.Activation);

    [Theory]
    [InlineData(ScheduleShape.Constant, "constant")]
    [InlineData(ScheduleShape.Linear, "linear")]
    public void Schedules_have_their_names_of_the_wire(ScheduleShape shape, string name)
    {
        var options = SampleRun.Training with { EntropyCoefficientSchedule = shape };

        Assert.Equal(name, options.ToTrainingPlan(SampleRun.Layout).EntropyCoefficientSchedule);
    }
}
