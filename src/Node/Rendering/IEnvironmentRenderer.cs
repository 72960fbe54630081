namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>Draws an environment in the terminal. Registered by the environment's name in a <see cref="RendererCatalogue"/>.</summary>
public interface IEnvironmentRenderer
{
    /// <summary>Draws what an observation shows.</summary>
    /// <param name="observation">The observation, of length ObservationSize.</param>
    /// <param name="width">Characters of a line; no line may be longer.</param>
    /// <returns>Lines of plain text, always as many: a picture is drawn over the one before.</returns>
    IReadOnlyList<string> Draw(ReadOnlySpan<float> observation, int width);
}

/// <summary>Which environment is drawn how.</summary>
public sealed class RendererCatalogue
{
    private readonly Dictionary<string, IEnvironmentRenderer> _renderers = new(StringComparer.Ordinal);

    /// <summary>A new catalogue with the renderers that come with the project.</summary>
    public static RendererCatalogue CreateDefault()
    {
        var catalogue = new RendererCatalogue();
        catalogue.Register("CartPole-v1", new CartPoleRenderer());
        catalogue.Register("CartPole-v0", new CartPoleRenderer());
        return catalogue;
    }

    /// <summary>Gives an environment its renderer, in place of the one it may have.</summary>
    /// <param name="environment">Name of the environment in its catalogue.</param>
    /// <param name="renderer">Draws it.</param>
    public void Register(string environment, IEnvironmentRenderer renderer)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(environment);
        ArgumentNullException.ThrowIfNull(renderer);
        _renderers[environment] = renderer;
    }

    /// <summary>The renderer of an environment; one that prints the observation if none is registered.</summary>
    public IEnvironmentRenderer Find(string environment) =>
        _renderers.TryGetValue(environment, out var renderer) ? renderer : new ObservationRenderer();
}
