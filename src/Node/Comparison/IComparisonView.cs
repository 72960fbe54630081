using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Comparison;

/// <summary>What a person sees of a comparison while it goes on. Called from several threads.</summary>
internal interface IComparisonView : IAsyncDisposable
{
    /// <summary>A trial has played so many more environment steps.</summary>
    void Advance(Contender contender, long environmentSteps);

    /// <summary>A trial is done, or was done before.</summary>
    /// <param name="contender">Its contender.</param>
    /// <param name="trial">What it gave.</param>
    /// <param name="done">Trials that are done, this one among them.</param>
    /// <param name="total">All trials.</param>
    void Finish(Contender contender, TrialResult trial, int done, int total);
}
