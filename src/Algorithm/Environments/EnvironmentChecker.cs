using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Algorithm.Environments;

/// <summary>
/// Plays an environment of somebody's own with random actions and says which of the usual mistakes it makes, after Stable-Baselines3's
/// check_env.
/// </summary>
/// <remarks>
/// It plays more than one instance, a few episodes each, with actions from a seeded generator: the same environment and seed give the same
/// findings. Every mistake is reported once, where it was first seen. What the environment throws becomes a finding too.
/// </remarks>
public sealed class EnvironmentChecker
{
    /// <summary>Environments the checks need, each one or several of its own.</summary>
    private const int InstanceCount = 7;

    /// <summary>Actions tried one by one; of a larger action space the rest is left to chance.</summary>
    private const int MostActionsTried = 1024;

    /// <summary>Episodes to compare two instances over.</summary>
    private const int EpisodeCount = 5;

    /// <summary>Resets after which an unchanged start is no coincidence: two equally likely ones agree that often once in 65,536 times.</summary>
    private const int ResetCount = 16;

    /// <summary>Episodes whose end is overstepped: more than one, because a last observation may be like a first one by chance.</summary>
    private const int OversteppedEpisodeCount = 3;

    private readonly EnvironmentSpec _spec;
    private readonly Func<IEnvironment> _create;
    private readonly ulong _seed;
    private readonly int _stepBudget;
    private readonly RandomGenerator _generator;
    private readonly Queue<IEnvironment> _unused = [];
    private readonly List<EnvironmentFinding> _findings = [];

    private EnvironmentChecker(EnvironmentSpec spec, Func<IEnvironment> create, ulong seed, int stepBudget)
    {
        _spec = spec;
        _create = create;
        _seed = seed;
        _stepBudget = stepBudget;
        _generator = new SeedSequence(seed).CreateGenerator(SeedStream.Sampling);
    }

    /// <summary>Checks a spec and the environments a factory makes for it.</summary>
    /// <param name="spec">The spec to register.</param>
    /// <param name="create">
    /// Makes one environment at every call, without a time limit, as for <see cref="EnvironmentCatalogue.Register"/>.
    /// </param>
    /// <param name="seed">Determines the actions tried and the seeds given to the environment.</param>
    /// <param name="stepBudget">How many steps to play in search of an episode's end before giving up; at least 1.</param>
    /// <returns>What is wrong, in the order of <see cref="EnvironmentFault"/>; empty where nothing was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepBudget"/> is below 1.</exception>
    public static IReadOnlyList<EnvironmentFinding> Check(
        EnvironmentSpec spec,
        Func<IEnvironment> create,
        ulong seed = 0,
        int stepBudget = 100_000)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepBudget);

        var faults = spec.FindFaults();
        if (faults.Count > 0)
            return faults;

        var checker = new EnvironmentChecker(spec, create, seed, stepBudget);
        checker.CheckAll();
        return [.. checker._findings.OrderBy(finding => finding.Fault)];
    }

    /// <summary>Each check builds on what the ones before have shown; where an environment throws, the rest would only throw again.</summary>
    private void CheckAll() =>
        _ = CheckFactory() && CheckEveryAction() && CheckDeterminism() && CheckEpisodesDiffer() && CheckAfterEnd();

    private bool CheckFactory()
    {
        try
        {
            for (var i = 0; i < InstanceCount; i++)
                _unused.Enqueue(_create());

            if (_unused.Contains(null!))
                Report(EnvironmentFault.FactoryFails, "The factory returned null.");
            else if (_unused.Distinct(ReferenceEqualityComparer.Instance).Count() < InstanceCount)
                Report(EnvironmentFault.InstanceShared, "The factory returned the same object twice.");
            else if (_unused.FirstOrDefault(environment => environment.Spec != _spec) is { } other)
                Report(EnvironmentFault.SpecDiffers, $"The environment's own spec is {other.Spec}, the registered one {_spec}.");
        }
        catch (Exception exception)
        {
            Report(
                EnvironmentFault.FactoryFails,
                $"Making the environment or reading its spec threw {CheckedEnvironment.Describe(exception)}.");
        }

        return _findings.Count == 0;
    }

    private bool CheckEveryAction()
    {
        var environment = Observe(_unused.Dequeue());
        var actionCount = Math.Min(_spec.ActionCount, MostActionsTried);
        var refusals = new List<(int Action, string Reason)>();
        for (var action = 0; action < actionCount; action++)
        {
            if (!environment.TryReset(_seed))
                return false;
            if (environment.Step(action) is { } exception)
                refusals.Add((action, $"the first step of an episode threw {CheckedEnvironment.Describe(exception)}."));
        }

        if (refusals.Count == 0)
            return true;

        var (refused, reason) = refusals[0];
        if (refusals.Count == actionCount)
            Report(EnvironmentFault.StepThrows, $"With every action {reason}");
        else
            Report(EnvironmentFault.ActionRefused, $"{_spec.ActionSpace} contains action {refused}, but with it {reason}");
        return false;
    }

    /// <summary>Two instances in turn, so that what they share shows; then a used one beside a new one.</summary>
    private bool CheckDeterminism()
    {
        var used = ObserveLimited();
        if (!PlaySideBySide(used, ObserveLimited(), EnvironmentFault.NotDeterministic, "Two new instances"))
            return false;

        // What a reset forgets shows best when it comes in the middle of another episode.
        return used.TryReset(_seed + 1)
            && used.TryStep(NextAction())
            && PlaySideBySide(used, ObserveLimited(), EnvironmentFault.ResetDependsOnPast, "A used and a new instance");
    }

    /// <returns>False if the instances differ or one threw.</returns>
    private bool PlaySideBySide(CheckedEnvironment one, CheckedEnvironment other, EnvironmentFault fault, string instances)
    {
        if (!one.TryReset(_seed) || !other.TryReset(_seed))
            return false;

        var episodesLeft = EpisodeCount;
        for (var step = 0; step < _stepBudget; step++)
        {
            if (Difference(one, other) is { } difference)
            {
                Report(fault, $"{instances} with the same seed and actions went different ways. {other.LastCall} gave {difference}.");
                return false;
            }

            if (one.Result.Ended && --episodesLeft == 0)
                return true;

            var action = NextAction();
            if (one.Result.Ended ? !(one.TryReset() && other.TryReset()) : !(one.TryStep(action) && other.TryStep(action)))
                return false;
        }

        if (episodesLeft == EpisodeCount)
        {
            Report(
                EnvironmentFault.EpisodeNeverEnds,
                $"No episode ended within {_stepBudget} steps with random actions; MaxEpisodeSteps is {_spec.MaxEpisodeSteps}.");
        }

        return true;
    }

    private static string? Difference(CheckedEnvironment one, CheckedEnvironment other)
    {
        var element = one.Observation.CommonPrefixLength(other.Observation);
        if (element < one.Observation.Length)
            return $"{one.Observation[element]} and {other.Observation[element]} in element {element} of the observation";
        return one.Result != other.Result ? $"{one.Result} and {other.Result}" : null;
    }

    /// <summary>A start that the seed changes must change from episode to episode as well.</summary>
    private bool CheckEpisodesDiffer()
    {
        var environment = Observe(_unused.Dequeue());
        if (!environment.TryReset(_seed))
            return false;

        var firstStart = environment.Observation.ToArray();
        var seedMatters = false;
        for (var i = 1; i <= ResetCount && !seedMatters; i++)
        {
            if (!environment.TryReset(_seed + (ulong)i))
                return false;
            seedMatters = !environment.Observation.SequenceEqual(firstStart);
        }

        if (!seedMatters)
            return true;

        if (!environment.TryReset(_seed))
            return false;
        for (var i = 0; i < ResetCount; i++)
        {
            if (!environment.TryReset())
                return false;
            if (!environment.Observation.SequenceEqual(firstStart))
                return true;
        }

        Report(
            EnvironmentFault.EpisodesRepeat,
            $"{ResetCount} resets without a seed all started where the reset with the seed did, though other seeds start elsewhere.");
        return true;
    }

    /// <summary>
    /// What comes after an end is the environment's own affair, except that it must neither fail by accident nor have begun the next
    /// episode by itself.
    /// </summary>
    private bool CheckAfterEnd()
    {
        var environment = Observe(_unused.Dequeue());
        var twin = Observe(_unused.Dequeue());
        for (var episode = 0; episode < OversteppedEpisodeCount; episode++)
        {
            var seed = _seed + (ulong)episode;
            if (!TryPlayToItsEnd(environment, seed, out var actions))
                return false;
            if (!environment.Result.Ended)
                return true;
            if (!TryCompareWithReset(environment, twin, seed, actions, out var looksReset))
                return false;

            var action = NextAction();
            if (environment.Step(action) is { } exception)
            {
                if (exception is not InvalidOperationException)
                {
                    Report(
                        EnvironmentFault.StepAfterEnd,
                        $"{environment.LastCall}, the first after the end, threw {CheckedEnvironment.Describe(exception)}.");
                }

                return true;
            }

            if (!looksReset || environment.Result.Ended || !twin.TryStep(action) || Difference(environment, twin) is not null)
                return true;
        }

        Report(
            EnvironmentFault.ResetsItself,
            "The observation an episode ended with was the first one of the next episode, and the step after it went on from there.");
        return true;
    }

    /// <summary>Plays an episode without a time limit, as far as it goes within MaxEpisodeSteps.</summary>
    private bool TryPlayToItsEnd(CheckedEnvironment environment, ulong seed, out List<int> actions)
    {
        actions = [];
        if (!environment.TryReset(seed))
            return false;

        while (!environment.Result.Ended && actions.Count < Math.Min(_spec.MaxEpisodeSteps, _stepBudget))
        {
            actions.Add(NextAction());
            if (!environment.TryStep(actions[^1]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Finds out whether an episode's last observation is no news of the episode but what a reset in place of the last step gives, by means
    /// of a twin that is reset there.
    /// </summary>
    private static bool TryCompareWithReset(
        CheckedEnvironment environment,
        CheckedEnvironment twin,
        ulong seed,
        List<int> actions,
        out bool looksReset)
    {
        looksReset = false;
        if (!twin.TryReset(seed))
            return false;
        foreach (var action in actions.SkipLast(1))
        {
            if (!twin.TryStep(action))
                return false;
        }

        // Where observations never change, this one says nothing.
        var changed = !environment.Observation.SequenceEqual(twin.Observation);
        if (!twin.TryReset())
            return false;

        looksReset = changed && environment.Observation.SequenceEqual(twin.Observation);
        return true;
    }

    private CheckedEnvironment Observe(IEnvironment environment) => new(environment, _spec, Report);

    private CheckedEnvironment ObserveLimited() => Observe(new TimeLimit(_unused.Dequeue()));

    private int NextAction() => _generator.NextInt32(_spec.ActionCount);

    private void Report(EnvironmentFault fault, string seen)
    {
        if (!_findings.Exists(finding => finding.Fault == fault))
            _findings.Add(new EnvironmentFinding(fault, seen));
    }
}
