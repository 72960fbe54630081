using System.Diagnostics.CodeAnalysis;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>The environments a run can be asked for by name.</summary>
/// <remarks>Register everything before the run starts; from then on the catalogue only reads and may be used from any thread.</remarks>
public sealed class EnvironmentCatalogue
{
    private readonly List<EnvironmentSpec> _specs = [];
    private readonly Dictionary<string, Func<IEnvironment>> _factories = new(StringComparer.Ordinal);

    /// <summary>A new catalogue with the environments that come with the project: CartPole-v1 and CartPole-v0.</summary>
    public static EnvironmentCatalogue CreateDefault()
    {
        var catalogue = new EnvironmentCatalogue();
        catalogue.Register(CartPole.Version1, () => new CartPole(CartPole.Version1));
        catalogue.Register(CartPole.Version0, () => new CartPole(CartPole.Version0));
        return catalogue;
    }

    /// <summary>The specs of all environments, in the order of registration.</summary>
    public IReadOnlyList<EnvironmentSpec> Specs => _specs;

    /// <summary>The ids of all environments, in the order of registration.</summary>
    public IEnumerable<string> Ids => _specs.Select(spec => spec.Id);

    /// <summary>Adds an environment.</summary>
    /// <param name="spec">What is known of it; its id is the name to ask for, upper and lower case being different.</param>
    /// <param name="create">Makes a new environment with that spec at every call, without a time limit: the catalogue adds it.</param>
    /// <exception cref="ArgumentException">The spec makes no sense (all its faults are listed), or its id is taken.</exception>
    public void Register(EnvironmentSpec spec, Func<IEnvironment> create)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(create);

        var faults = spec.FindFaults();
        if (faults.Count > 0)
            throw new ArgumentException($"The spec of '{spec.Id}' cannot be registered. {string.Join(" ", faults)}", nameof(spec));
        if (!_factories.TryAdd(spec.Id, create))
            throw new ArgumentException($"An environment with the id '{spec.Id}' is registered already. Choose another id.", nameof(spec));

        _specs.Add(spec);
    }

    /// <summary>A new environment, inside a <see cref="TimeLimit"/>.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <exception cref="UnknownEnvironmentException">There is no such environment; the message names the nearest one.</exception>
    /// <exception cref="InvalidOperationException">The registered factory gave an environment with another spec, or none.</exception>
    public IEnvironment Create(string id)
    {
        var spec = Find(id);
        var environment = _factories[id]()
            ?? throw new InvalidOperationException($"The factory registered for {id} returned null. Let it return a new environment.");
        if (environment.Spec != spec)
        {
            throw new InvalidOperationException(
                $"The factory registered for {id} made an environment with another spec: {environment.Spec} instead of {spec}. "
                + "Register the spec that the environment has.");
        }

        return new TimeLimit(environment);
    }

    /// <summary>Several copies of an environment, each inside a <see cref="TimeLimit"/>, to be stepped together.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <exception cref="UnknownEnvironmentException">There is no such environment; the message names the nearest one.</exception>
    public VectorizedEnvironment CreateVectorized(string id, int count) => new(count, () => Create(id));

    /// <summary>What <see cref="EnvironmentChecker"/> finds wrong with an environment; empty if nothing.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <param name="seed">Determines the actions tried and the seeds given to the environment.</param>
    /// <exception cref="UnknownEnvironmentException">There is no such environment; the message names the nearest one.</exception>
    public IReadOnlyList<EnvironmentFinding> Check(string id, ulong seed = 0) => EnvironmentChecker.Check(Find(id), _factories[id], seed);

    /// <summary>The spec of an environment.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <exception cref="UnknownEnvironmentException">There is no such environment; the message names the nearest one.</exception>
    public EnvironmentSpec Find(string id) =>
        TryFind(id, out var spec) ? spec : throw new UnknownEnvironmentException(id, NearestName.Of(id, Ids));

    /// <summary>The spec of an environment, if there is such an environment.</summary>
    /// <param name="id">The name to look for.</param>
    /// <param name="spec">Its spec; null if the result is false.</param>
    public bool TryFind(string id, [NotNullWhen(true)] out EnvironmentSpec? spec)
    {
        ArgumentNullException.ThrowIfNull(id);

        spec = _specs.Find(candidate => candidate.Id == id);
        return spec is not null;
    }
}

/// <summary>An environment was asked for that the catalogue does not have.</summary>
/// <param name="id">What was asked for.</param>
/// <param name="nearest">The most similar id there is; null if the catalogue is empty.</param>
public sealed class UnknownEnvironmentException(string id, string? nearest)
    : Exception($"There is no environment '{id}'. {(nearest is null ? "None is registered." : $"Did you mean '{nearest}'?")}")
{
    /// <summary>What was asked for.</summary>
    public string Id { get; } = id;

    /// <summary>The most similar id there is; null if the catalogue is empty.</summary>
    public string? Nearest { get; } = nearest;
}
