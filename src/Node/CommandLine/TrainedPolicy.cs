using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Plans;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The policy that a run has left, with what its file says about it.</summary>
/// <param name="Environment">What it was trained on.</param>
/// <param name="Network">Shape of its network.</param>
/// <param name="Parameters">Its flat parameter vector.</param>
/// <param name="Description">Which policy it is, in a line.</param>
internal sealed record TrainedPolicy(EnvironmentSpec Environment, NetworkOptions Network, float[] Parameters, string Description)
{
    /// <summary>The metadata under which the plan stands.</summary>
    public const string PlanKey = "plan";

    /// <summary>Reads a policy and makes sure that it is what its plan says.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="catalogue">The environments there are.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="faults">Otherwise what is wrong, a line for each fault.</param>
    public static bool TryLoad(
        string path, EnvironmentCatalogue catalogue, [NotNullWhen(true)] out TrainedPolicy? policy, out IReadOnlyList<string> faults)
    {
        policy = null;
        try
        {
            var content = Safetensors.Read(path);
            var found = new List<string>();
            faults = found;
            if (Plan(path, content.Metadata, found) is not { } plan || SpecOf(path, plan, catalogue, found) is not { } spec)
                return false;

            var network = plan.NetworkFor(spec);
            if (Flatten(path, content.Tensors, ParameterLayout.Of(network), found) is { } parameters)
                policy = new TrainedPolicy(spec, network, parameters, Describe(spec, content.Metadata));
        }
        catch (Exception exception) when (exception is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            faults = [exception.Message];
        }

        return policy is not null;
    }

    private static TrainingOptions? Plan(string path, IReadOnlyDictionary<string, string> metadata, List<string> faults)
    {
        if (!metadata.TryGetValue(PlanKey, out var json))
        {
            faults.Add($"'{path}' has no plan in its metadata, so its network is unknown. Give the run folder of actorcritic train.");
            return null;
        }

        var options = PlanFile.Read(Encoding.UTF8.GetBytes(json), $"the plan in '{path}'", faults).Over(new TrainingOptions());
        return faults.Count == 0 ? options : null;
    }

    private static EnvironmentSpec? SpecOf(string path, TrainingOptions plan, EnvironmentCatalogue catalogue, List<string> faults)
    {
        if (catalogue.TryFind(plan.Environment, out var spec))
            return spec;
        var nearest = NearestName.Of(plan.Environment, catalogue.Ids);
        faults.Add(
            $"'{path}' was trained on '{OptionFormat.Shown(plan.Environment)}', which this program does not have; the nearest is '{nearest}'.");
        return null;
    }

    /// <summary>The tensors at their places in the flat vector; null if they are not the layout's.</summary>
    private static float[]? Flatten(string path, IReadOnlyList<NamedTensor> tensors, ParameterLayout layout, List<string> faults)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var parameters = new float[layout.Count];
        foreach (var entry in layout.Parameters)
        {
            if (!byName.Remove(entry.Name, out var tensor))
                faults.Add($"'{path}' has no tensor '{entry.Name}' {Shown(entry.Shape)}, which the network of its plan has.");
            else if (!tensor.Shape.SequenceEqual(entry.Shape))
                faults.Add($"'{path}' has '{entry.Name}' with the shape {Shown(tensor.Shape)}; the network of its plan has {Shown(entry.Shape)}.");
            else
                CopyFinite(path, tensor, entry.In(parameters.AsSpan()), faults);
        }

        foreach (var name in byName.Keys)
            faults.Add($"'{path}' has a tensor '{OptionFormat.Shown(name)}', which the network of its plan does not have.");
        return faults.Count == 0 ? parameters : null;
    }

    private static void CopyFinite(string path, NamedTensor tensor, Span<float> target, List<string> faults)
    {
        tensor.Elements.Span.CopyTo(target);
        if (target.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var at)
            faults.Add($"'{path}' has {FormattableString.Invariant($"{target[at]}")} in '{tensor.Name}': the policy has diverged, or the file is damaged. Give another run, and train with a lower learning rate.");
    }

    private static string Shown(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    private static string Describe(EnvironmentSpec spec, IReadOnlyDictionary<string, string> metadata)
    {
        var description = spec.Id;
        if (metadata.TryGetValue("version", out var version))
            description += $", version {version}";
        if (metadata.TryGetValue("environment_steps", out var steps))
            description += $", after {steps} environment steps";
        return description;
    }
}
