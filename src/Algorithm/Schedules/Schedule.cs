namespace ActorCritic.Distributed.Algorithm.Schedules;

/// <summary>How a hyperparameter goes from its initial value on.</summary>
public enum ScheduleShape
{
    /// <summary>Keeps its initial value.</summary>
    Constant,

    /// <summary>Falls in a straight line and is 0 when the budget of environment steps is used up.</summary>
    Linear,
}

/// <summary>The value of a hyperparameter (learning rate, entropy coefficient) as a pure function of training's progress.</summary>
/// <remarks>
/// constant: v(n) = v₀;  linear: v(n) = v₀ · max(0, 1 − n / N), n environment steps of a budget of N.
/// Progress is counted in environment steps of the whole run, not in updates or in steps of one worker, so that the schedule does not
/// depend on the number of workers or the length of a rollout (Mnih et al. 2016, section 8: annealed to zero over the course of training).
/// </remarks>
public sealed record Schedule
{
    /// <param name="shape">Constant or linear.</param>
    /// <param name="initialValue">v₀: finite, at least 0.</param>
    /// <param name="budget">N, in environment steps of the whole run: at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Schedule(ScheduleShape shape, double initialValue, long budget)
    {
        if (!Enum.IsDefined(shape))
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "A schedule is constant or linear.");
        if (!(initialValue >= 0 && double.IsFinite(initialValue)))
            throw new ArgumentOutOfRangeException(nameof(initialValue), initialValue, "An initial value must be finite and at least 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);

        Shape = shape;
        InitialValue = initialValue;
        Budget = budget;
    }

    /// <summary>Constant or linear.</summary>
    public ScheduleShape Shape { get; }

    /// <summary>The value before the first environment step.</summary>
    public double InitialValue { get; }

    /// <summary>Environment steps of the whole run after which a linear schedule is 0.</summary>
    public long Budget { get; }

    /// <summary>
    /// The value after a number of environment steps. A run may overshoot its budget a little: linear stays 0 from there on.
    /// </summary>
    /// <param name="environmentSteps">Steps of all environments of all workers so far, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    public double ValueAt(long environmentSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(environmentSteps);
        return Shape switch
        {
            ScheduleShape.Linear => InitialValue * Math.Max(0, 1 - (double)environmentSteps / Budget),
            _ => InitialValue,
        };
    }

    /// <summary>The names a person can type, in the order of <see cref="ScheduleShape"/>.</summary>
    public static IReadOnlyList<string> ShapeNames { get; } = ["constant", "linear"];

    /// <summary>Reads a name of <see cref="ShapeNames"/>, whatever its case.</summary>
    /// <returns>Whether it is one of them.</returns>
    public static bool TryParseShape(string? name, out ScheduleShape shape)
    {
        // Not Enum.TryParse: that takes "1" and "constant,linear" too.
        for (var i = 0; i < ShapeNames.Count; i++)
        {
            if (!ShapeNames[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            shape = (ScheduleShape)i;
            return true;
        }

        shape = default;
        return false;
    }
}
