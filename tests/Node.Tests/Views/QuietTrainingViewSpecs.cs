using ActorCritic.Distributed.Node.Tests.Training;
using ActorCritic.Distributed.Node.Views;

namespace ActorCritic.Distributed.Node.Tests.Views;

public sealed class QuietTrainingViewSpecs
{
    [Fact]
    public async Task Warnings_are_all_that_is_said()
    {
        var errors = new StringWriter { NewLine = "\n" };
        await using (var view = new QuietTrainingView(errors))
        {
            view.Show(SampleRun.Status);
            view.ShowEvaluation(SampleRun.Evaluated(0, 400));
            view.Warn("Worker 0 died.");
        }

        Assert.Equal("warning: Worker 0 died.\n", errors.ToString());
    }
}
