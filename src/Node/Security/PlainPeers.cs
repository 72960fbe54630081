using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>Addresses of nodes that have talked to this process without TLS: whatever they hang up for later, TLS is not the reason.</summary>
/// <remarks>It outlives the actor systems of its process. Safe for use by several threads.</remarks>
internal sealed class PlainPeers
{
    /// <summary>More than any cluster has; who comes beyond may be named once too often.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Address, bool> _addresses = [];

    /// <summary>A connection to the node was established.</summary>
    public void Add(Address address)
    {
        if (_addresses.Count < Capacity)
            _addresses[address] = true;
    }

    /// <summary>Whether the node has talked to this process.</summary>
    public bool Contains(Address address) => _addresses.ContainsKey(address);
}
