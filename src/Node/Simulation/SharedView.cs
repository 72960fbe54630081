using ActorCritic.Distributed.Node.Views;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>One view for all processes of a simulation: each shows the learner's status, and what an overtaken learner still says is left out.</summary>
/// <param name="view">The view.</param>
internal sealed class SharedView(ITrainingView view)
{
    private readonly Lock _gate = new();
    private long _term;
    private TrainingStatus? _last;

    /// <summary>How the run stood last; null before the first time.</summary>
    public TrainingStatus? Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    /// <summary>The view of one process.</summary>
    /// <param name="node">Name of its node, which goes before its warnings.</param>
    /// <param name="silence">Cancelled when nothing is to be heard of the process any more.</param>
    public ITrainingView Of(string node, CancellationToken silence) => new Part(this, node, silence);

    private void Show(TrainingStatus status)
    {
        lock (_gate)
        {
            if (status.Term < _term || _last?.Phase == TrainingPhase.Completed)
                return;
            (_term, _last) = (status.Term, status);
            view.Show(status);
        }
    }

    private sealed class Part(SharedView whole, string node, CancellationToken silence) : ITrainingView
    {
        private readonly ITrainingView _view = whole.View;

        public void Show(TrainingStatus status) => Unless(() => whole.Show(status));

        public void ShowEvaluation(PolicyEvaluated evaluation) => Unless(() => _view.ShowEvaluation(evaluation));

        public void Say(string sentence) => Unless(() => _view.Say($"{node}: {sentence}"));

        public void Warn(string sentence) => Unless(() => _view.Warn($"{node}: {sentence}"));

        /// <summary>The view belongs to the simulation.</summary>
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Unless(Action show)
        {
            if (!silence.IsCancellationRequested)
                show();
        }
    }

    private ITrainingView View => view;
}
