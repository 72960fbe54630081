using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.Hosting;
using ActorCritic.Distributed.Protocol;
using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;

namespace ActorCritic.Distributed.Cluster.Tests.Nodes;

/// <summary>One node of a <see cref="LoopbackCluster"/>.</summary>
internal sealed class LoopbackNode(string name) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    public string Name { get; } = name;

    public NodeHost Host { get; set; } = null!;

    /// <summary>What its actors have told the outside.</summary>
    public NodeFacts Facts { get; } = new();

    public NodeAddress Address => NodeAddress.Of(Host.System);

    /// <summary>Ends the actor system at once, without a word to the cluster.</summary>
    public Task KillAsync() => Host.System.Terminate();

    /// <summary>Leaves the cluster in good order.</summary>
    public ValueTask LeaveAsync() => Host.DisposeAsync();

    /// <summary>Asks the learner, wherever it is, how the run stands, until the answer is as expected.</summary>
    public async Task<TrainingStatus> StatusAsync(string expectation, Func<TrainingStatus, bool> accept)
    {
        var learner = Host.Registry.Get<LearnerKey>();
        var deadline = Deadline.After(NodeFacts.Patience);
        TrainingStatus? last = null;
        while (deadline.Left > TimeSpan.Zero)
        {
            try
            {
                last = await learner.Ask<TrainingStatus>(GetTrainingStatus.Instance, AnswerTimeout);
            }
            catch (AskTimeoutException)
            {
                // There is no learner at the moment.
                continue;
            }

            if (accept(last))
                return last;
        }

        Assert.Fail($"The learner never said that {expectation}; its last answer was: {last}");
        return null!;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
