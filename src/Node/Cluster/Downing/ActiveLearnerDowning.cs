using Akka.Actor;
using Akka.Cluster;

namespace ActorCritic.Distributed.Node.Cluster.Downing;

/// <summary>
/// The downing of the training cluster, by <see cref="DowningDecision"/>. Akka makes it by its name, as <see cref="Hocon"/> says.
/// </summary>
public sealed class ActiveLearnerDowning : IDowningProvider
{
    /// <summary>
    /// The configuration; <c>actorcritic.downing.stable-after</c>, <c>unstable-limit</c> and <c>removal-margin</c> change the times.
    /// </summary>
    public const string Hocon = """
        akka.cluster.downing-provider-class = "ActorCritic.Distributed.Node.Cluster.Downing.ActiveLearnerDowning, actorcritic"
        """;

    private readonly Akka.Cluster.Cluster _cluster;
    private readonly DowningOptions _options;

    /// <summary>The downing of one node.</summary>
    public ActiveLearnerDowning(ActorSystem system, Akka.Cluster.Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(system);
        _cluster = cluster;
        _options = DowningOptions.Of(system.Settings.Config);
    }

    /// <inheritdoc/>
    public TimeSpan DownRemovalMargin => _options.RemovalMargin;

    /// <inheritdoc/>
    public Props DowningActorProps => DowningActor.Props(_options, new AkkaMembership(_cluster));
}
