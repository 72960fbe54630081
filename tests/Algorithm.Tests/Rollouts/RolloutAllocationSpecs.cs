using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;
using ActorCritic.Distributed.Algorithm.Schedules;
using ActorCritic.Distributed.Algorithm.Tests.Environments;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

public class RolloutAllocationSpecs
{
    [Theory]
    [InlineData("CartPole-v1", Activation.Tanh, false)]
    [InlineData("CartPole-v0", Activation.Relu, true)]
    [InlineData("Corridor-v0", Activation.Tanh, false)]
    public void A_rollout_and_its_gradient_allocate_nothing(string environment, Activation activation, bool separateTrunks)
    {
        var catalogue = EnvironmentCatalogue.CreateDefault();
        catalogue.Register(Corridor.DefaultSpec, () => new Corridor());
        var options = new NetworkOptions(catalogue.Find(environment).ObservationSize, 2, [64, 64], activation, separateTrunks);
        var parameters = ParameterInitialization.Create(ParameterLayout.Of(options), InitializationScheme.Orthogonal, new RandomGenerator(1));
        var gradient = new float[parameters.Length];
        var worker = new RolloutWorker(
            new RolloutWorkerOptions(8, 16, 0.99, 0.95, true, 0.03, 0.5, new Schedule(ScheduleShape.Linear, 0.01, 1_000_000), 0.5),
            new NetworkPool(() => new SimdPolicyNetwork(options)),
            () => catalogue.Create(environment),
            new SeedSequence(1),
            worker: 0);
        var finishedEpisodes = Run(50);

        // The runtime itself may allocate once while it recompiles a hot method, and a list that holds the most episodes yet grows; what a rollout allocates comes back in every round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            finishedEpisodes += Run(100);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        Assert.True(finishedEpisodes > 100, "Ends of episodes must be among what was measured.");

        int Run(int rollouts)
        {
            var finished = 0;
            for (var i = 0; i < rollouts; i++)
            {
                worker.Run(parameters, 128L * i, gradient);
                finished += worker.Rollout.Episodes.Count;
            }

            return finished;
        }
    }
}
