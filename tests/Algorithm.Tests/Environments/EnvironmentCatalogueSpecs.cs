using ActorCritic.Distributed.Algorithm.Environments;

namespace ActorCritic.Distributed.Algorithm.Tests.Environments;

public class EnvironmentCatalogueSpecs
{
    private readonly EnvironmentCatalogue _catalogue = EnvironmentCatalogue.CreateDefault();

    [Fact]
    public void The_default_catalogue_has_both_CartPoles() => Assert.Equal(["CartPole-v1", "CartPole-v0"], _catalogue.Ids);

    [Fact]
    public void Every_environment_of_the_default_catalogue_passes_the_checker() =>
        Assert.All(_catalogue.Ids, id => Assert.Empty(_catalogue.Check(id)));

    [Fact]
    public void An_environment_of_ones_own_is_found_by_its_name()
    {
        _catalogue.Register(Corridor.DefaultSpec, () => new Corridor());

        Assert.Equal(["CartPole-v1", "CartPole-v0", "Corridor-v0"], _catalogue.Ids);
        Assert.Same(Corridor.DefaultSpec, _catalogue.Find("Corridor-v0"));
        Assert.Equal(Corridor.DefaultSpec, _catalogue.Create("Corridor-v0").Spec);
        Assert.Equal(3, _catalogue.CreateVectorized("Corridor-v0", 3).Count);
    }

    [Theory]
    [InlineData("CartPole-v0", 200)]
    [InlineData("CartPole-v1", 500)]
    public void An_environment_comes_with_its_time_limit(string id, int maxEpisodeSteps)
    {
        // Pushing against the fall keeps the pole up for longer than any of the limits.
        var environment = _catalogue.Create(id);
        var observation = new float[4];
        environment.Reset(3, observation);
        var steps = 0;
        StepResult result;
        do
        {
            result = environment.Step(observation[2] + observation[3] > 0 ? 1 : 0, observation);
            steps++;
        }
        while (!result.Ended);

        Assert.Equal((maxEpisodeSteps, new StepResult(1, Terminated: false, Truncated: true)), (steps, result));
        Assert.Throws<InvalidOperationException>(() => environment.Step(0, observation));
    }

    [Fact]
    public void Every_creation_makes_a_new_environment() =>
        Assert.NotSame(_catalogue.Create("CartPole-v1"), _catalogue.Create("CartPole-v1"));

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest_one()
    {
        var exception = Assert.Throws<UnknownEnvironmentException>(() => _catalogue.Create("cartpole"));

        Assert.Equal("There is no environment 'cartpole'. Did you mean 'CartPole-v1'?", exception.Message);
        Assert.Equal(("cartpole", "CartPole-v1"), (exception.Id, exception.Nearest));
        Assert.False(_catalogue.TryFind("cartpole", out _));
    }

    [Fact]
    public void An_empty_catalogue_says_that_it_is_empty() =>
        Assert.Equal(
            "There is no environment 'CartPole-v1'. None is registered.",
            Assert.Throws<UnknownEnvironmentException>(() => new EnvironmentCatalogue().Find("CartPole-v1")).Message);

    [Fact]
    public void A_name_is_registered_once()
    {
        var exception = Assert.Throws<ArgumentException>(() => _catalogue.Register(CartPole.Version1, () => new Corridor()));

        Assert.Contains("'CartPole-v1' is registered already", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, _catalogue.Specs.Count);
    }

    [Fact]
    public void A_spec_that_makes_no_sense_is_refused_with_all_its_faults()
    {
        var spec = Corridor.DefaultSpec with { ActionSpace = new Discrete(0), MaxEpisodeSteps = -1 };

        var exception = Assert.Throws<ArgumentException>(() => _catalogue.Register(spec, () => new Corridor()));

        Assert.Contains("The action space is Discrete(0). Give it at least one action", exception.Message, StringComparison.Ordinal);
        Assert.Contains("MaxEpisodeSteps is -1. Allow at least one step.", exception.Message, StringComparison.Ordinal);
        Assert.False(_catalogue.TryFind("Corridor-v0", out _));
    }

    [Fact]
    public void A_factory_that_makes_something_else_is_refused_when_it_is_used()
    {
        _catalogue.Register(Corridor.DefaultSpec, () => new CartPole(CartPole.Version1));
        _catalogue.Register(Corridor.DefaultSpec with { Id = "Nothing-v0" }, () => null!);

        Assert.Contains(
            "made an environment with another spec",
            Assert.Throws<InvalidOperationException>(() => _catalogue.Create("Corridor-v0")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "returned null",
            Assert.Throws<InvalidOperationException>(() => _catalogue.Create("Nothing-v0")).Message,
            StringComparison.Ordinal);
    }
}
