using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>
/// What one source (a preset, a configuration file, the command line) says about a run; what it does not mention is left to the sources below.
/// </summary>
internal sealed class PlanLayer
{
    private readonly Dictionary<Hyperparameter, (object Value, string Place)> _values = [];

    /// <summary>Whether the run is to end once the environment is solved; null if the source does not say.</summary>
    public bool? UntilSolved { get; set; }

    /// <summary>The hyperparameters that the source mentions.</summary>
    public IEnumerable<Hyperparameter> Hyperparameters => _values.Keys;

    /// <summary>Sets a value.</summary>
    /// <param name="hyperparameter">What to set.</param>
    /// <param name="value">The value, which its format has checked.</param>
    /// <param name="place">What a message is to call the place where it stands: "--env", or "my.json, line 3: environment".</param>
    public void Set(Hyperparameter hyperparameter, object value, string place) => _values[hyperparameter] = (value, place);

    /// <summary>Whether the source mentions the property with this name, as by <c>nameof</c>.</summary>
    public bool Mentions(string name) => _values.ContainsKey(Hyperparameter.Of(name));

    /// <summary>The value of the property with this name, and where it stands; null if the source does not mention it.</summary>
    public (object Value, string Place)? Find(string name) => _values.TryGetValue(Hyperparameter.Of(name), out var found) ? found : null;

    /// <summary>The options with this layer laid over them.</summary>
    public TrainingOptions Over(TrainingOptions options)
    {
        var result = options with { };
        foreach (var (hyperparameter, (value, _)) in _values)
            hyperparameter.SetIn(result, value);
        return result;
    }
}
