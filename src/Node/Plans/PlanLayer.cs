using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Algorithm.Training;

namespace ActorCritic.Distributed.Node.Plans;

/// <summary>What one source (a preset, a configuration file, the command line) says about a run; what it does not mention is left to the sources below it.</summary>
internal sealed class PlanLayer
{
    private readonly Dictionary<Hyperparameter, object> _values = [];

    /// <summary>Whether the run is to end once the environment is solved; null if the source does not say.</summary>
    public bool? UntilSolved { get; set; }

    /// <summary>What the source mentions.</summary>
    public IReadOnlyDictionary<Hyperparameter, object> Values => _values;

    /// <summary>Sets a value, which its format has checked.</summary>
    public void Set(Hyperparameter hyperparameter, object value) => _values[hyperparameter] = value;

    /// <summary>The value of an option, if the source mentions it.</summary>
    public bool TryGet<T>(string name, [NotNullWhen(true)] out T? value)
    {
        value = _values.TryGetValue(Hyperparameter.Of(name), out var found) ? (T)found : default;
        return found is not null;
    }

    /// <summary>The options with this layer laid over them.</summary>
    public TrainingOptions Over(TrainingOptions options)
    {
        var result = options with { };
        foreach (var (hyperparameter, value) in _values)
            hyperparameter.SetIn(result, value);
        return result;
    }
}
