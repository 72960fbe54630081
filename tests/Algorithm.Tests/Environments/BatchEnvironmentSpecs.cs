using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Randomness;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class BatchEnvironmentSpecs
{
    private static readonly EnvironmentCatalogue Catalogue = EnvironmentCatalogue.CreateDefault();

    [Theory]
    [InlineData("CartPole-v0")]
    [InlineData("CartPole-v1")]
    public void A_batch_plays_to_the_bit_what_the_same_environments_play_one_by_one(string id)
    {
        var (terminated, truncated) = (0, 0);
        Gen.Select(Gen.ULong, Gen.Int[1, 19]).Sample(
            (seed, count) =>
            {
                var seeds = new SeedSequence(seed);
                var together = Catalogue.CreateVectorized(id, count);
                var oneByOne = new VectorizedEnvironment(count, () => new Wrapped(Catalogue.Create(id)));
                var generator = seeds.CreateGenerator(SeedStream.Sampling);
                for (var reset = 0; reset < 2; reset++)
                {
                    together.Reset(copy => seeds.Derive(SeedStream.Environment, reset, copy));
                    oneByOne.Reset(copy => seeds.Derive(SeedStream.Environment, reset, copy));
                    AssertSame();

                    for (var t = 0; t < 600; t++)
                    {
                        // Copies with an even index balance until the time limit, the others fall.
                        var actions = Enumerable.Range(0, count)
                            .Select(e => e % 2 == 0 ? (together.Observations[4 * e + 2] + together.Observations[4 * e + 3] > 0 ? 1 : 0) : generator.NextInt32(2))
                            .ToArray();
                        together.Step(actions);
                        oneByOne.Step(actions);
                        AssertSame();
                        terminated += together.Terminated.Count(true);
                        truncated += together.Truncated.Count(true);
                    }
                }

                void AssertSame()
                {
                    Assert.Equal(oneByOne.Observations, together.Observations);
                    Assert.Equal(oneByOne.FinalObservations, together.FinalObservations);
                    Assert.Equal(oneByOne.Rewards, together.Rewards);
                    Assert.Equal(oneByOne.Terminated, together.Terminated);
                    Assert.Equal(oneByOne.Truncated, together.Truncated);
                    Assert.Equal(oneByOne.FinishedEpisodes.ToArray(), together.FinishedEpisodes.ToArray());
                }
            },
            iter: 30,
            threads: 1);

        Assert.True(terminated > 100 && truncated > 10, $"{terminated} episodes terminated and {truncated} were truncated.");
    }

    [Fact]
    public void Environments_of_the_catalogue_step_together_and_wrapped_ones_by_themselves()
    {
        IEnvironment[] plain = [Catalogue.Create("CartPole-v1"), Catalogue.Create("CartPole-v1")];
        IEnvironment[] inside = [new TimeLimit(new Wrapped(new CartPole(CartPole.Version1))), new TimeLimit(new Wrapped(new CartPole(CartPole.Version1)))];
        IEnvironment[] mixed = [Catalogue.Create("CartPole-v1"), inside[1]];
        IEnvironment[] different = [Catalogue.Create("CartPole-v1"), new CartPole(CartPole.Version1)];

        Assert.Equal(2, Assert.IsAssignableFrom<IBatchableEnvironment>(plain[0]).CreateBatch(plain)!.Count);
        Assert.Null(((IBatchableEnvironment)inside[0]).CreateBatch(inside));
        Assert.Null(((IBatchableEnvironment)mixed[0]).CreateBatch(mixed));
        Assert.Null(((IBatchableEnvironment)different[0]).CreateBatch(different));
    }

    [Fact]
    public void What_is_wrapped_around_a_copy_has_its_effect()
    {
        var made = 0;
        var environment = new VectorizedEnvironment(3, () => made++ == 1 ? new Wrapped(Catalogue.Create("CartPole-v1"), rewardFactor: 7) : Catalogue.Create("CartPole-v1"));
        environment.Reset(copy => (ulong)copy);

        environment.Step([0, 1, 0]);

        Assert.Equal([1, 7, 1], environment.Rewards);
    }

    [Fact]
    public void A_batch_that_was_never_seeded_cannot_go_on()
    {
        IEnvironment[] copies = [new CartPole(CartPole.Version1)];
        var batch = ((IBatchableEnvironment)copies[0]).CreateBatch(copies)!;

        Assert.Throws<InvalidOperationException>(() => batch.Reset(0, new float[4]));
    }

    /// <summary>An environment of which nothing is known but that it is one.</summary>
    private sealed class Wrapped(IEnvironment environment, double rewardFactor = 1) : IEnvironment
    {
        public EnvironmentSpec Spec => environment.Spec;

        public void Reset(ulong seed, Span<float> observation) => environment.Reset(seed, observation);

        public void Reset(Span<float> observation) => environment.Reset(observation);

        public StepResult Step(int action, Span<float> observation)
        {
            var result = environment.Step(action, observation);
            return result with { Reward = rewardFactor * result.Reward };
        }
    }
}
