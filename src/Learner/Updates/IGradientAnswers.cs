using System.Diagnostics.CodeAnalysis;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Updates;

/// <summary>The way back to the nodes that have sent gradients.</summary>
/// <typeparam name="TNode">What an answer is sent to.</typeparam>
internal interface IGradientAnswers<TNode>
{
    /// <summary>Where the answers of a node go; false for one that has left.</summary>
    bool TryFind(string node, [NotNullWhen(true)] out TNode? address);

    /// <summary>Gives a node the newest parameters, unless it has them or others are still on their way to it.</summary>
    void PublishTo(string node);

    /// <summary>Tells a node that a gradient was applied.</summary>
    void Applied(SubmitGradient gradient, long version, long staleness, TNode address);

    /// <summary>Tells whoever sent a gradient that it was refused.</summary>
    void Rejected(SubmitGradient gradient, GradientRejectionReason reason, string explanation, TNode address);
}
