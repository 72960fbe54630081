using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Views;

/// <summary>
/// What a person sees of a run while it goes on. Called from the observer's thread, one call at a time; sentences may come from any thread.
/// </summary>
public interface ITrainingView : IAsyncDisposable
{
    /// <summary>How the run stands; some times a second.</summary>
    void Show(TrainingStatus status);

    /// <summary>An evaluation has finished.</summary>
    void ShowEvaluation(PolicyEvaluated evaluation);

    /// <summary>Something of the ordinary course that a person wants to know, in one sentence.</summary>
    void Say(string sentence);

    /// <summary>Something a person should know, in one sentence.</summary>
    void Warn(string sentence);
}
