using Akka.Configuration;

namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>How long the downing waits, and for what.</summary>
public sealed record DowningOptions
{
    /// <summary>
    /// How long reachability must not have changed before a decision is taken. Shorter decides sooner, and is mistaken more often.
    /// </summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How much longer reachability may keep changing before a decision is taken all the same.</summary>
    public TimeSpan UnstableLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a standby waits, after the active learner has been taken out of the cluster, before it becomes active: the time that the
    /// other side gets to notice that it is cut off. Should it need longer, the term of its messages gives the old learner away.
    /// </summary>
    public TimeSpan RemovalMargin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The options of a configuration; where it says nothing, the defaults.</summary>
    /// <exception cref="ConfigurationException">A time is negative or zero; the message names it.</exception>
    internal static DowningOptions Of(Config configuration)
    {
        var defaults = new DowningOptions();
        return new DowningOptions
        {
            StableAfter = Read(configuration, "stable-after", defaults.StableAfter),
            UnstableLimit = Read(configuration, "unstable-limit", defaults.UnstableLimit),
            RemovalMargin = Read(configuration, "removal-margin", defaults.RemovalMargin),
        };
    }

    private static TimeSpan Read(Config configuration, string name, TimeSpan defaultValue)
    {
        var path = $"actorcritic.downing.{name}";
        var value = configuration.GetTimeSpan(path, defaultValue, allowInfinite: false);
        return value > TimeSpan.Zero
            ? value
            : throw new ConfigurationException($"{path} is {value}; it must be more than zero, such as {defaultValue.TotalSeconds:0} s.");
    }
}
