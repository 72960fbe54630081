namespace ActorCritic.Distributed.Cluster.Tests.Networks;

/// <summary>A test with hosts of its own; skipped, with the reason, where they cannot be made.</summary>
internal sealed class NamespaceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(NetworkNamespaces.FindObstacle);

    public NamespaceFactAttribute() => Skip = Obstacle.Value;
}
