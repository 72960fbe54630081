namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>The nodes of a simulation as faults see them. Called from one thread at a time.</summary>
internal interface IFaultStage
{
    /// <summary>Whether the node lives.</summary>
    bool IsAlive(string node);

    /// <summary>Does to a node that lives what a fault says.</summary>
    /// <returns>How it ends.</returns>
    Action Begin(Fault fault);
}
