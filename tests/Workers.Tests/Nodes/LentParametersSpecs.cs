using ActorCritic.Distributed.Protocol.Messages;
using Akka.Actor;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Nodes;

/// <summary>What a node does with parameters whose memory the learner, in the same process, wants to use again.</summary>
public sealed class LentParametersSpecs(ITestOutputHelper output) : WorkerNodeTestKit(output, serializesMessages: false)
{
    private readonly HashSet<long> _givenBack = [];

    [Fact]
    public void A_version_is_given_back_when_a_newer_one_has_come_and_no_worker_plays_with_it()
    {
        var node = StartTraining(Options with { WorkerCount = 2 });
        Lend(node, 1);
        Apply(node, Complete(node, ExpectRollout(0)));
        Apply(node, Complete(node, ExpectRollout(1)));
        var (first, second) = (ExpectRollout(0), ExpectRollout(1));

        Lend(node, 2);
        Complete(node, first);
        LearnerHearsNothingFrom(node);
        Assert.Empty(_givenBack);

        Complete(node, second);
        LearnerHearsNothingFrom(node);
        Assert.Equal([1], _givenBack);
        Assert.Equal(1, second.Parameters.Version);
    }

    [Fact]
    public void The_newest_version_is_kept_for_the_next_rollout()
    {
        var node = StartTraining();
        Lend(node, 1);
        Apply(node, Complete(node, ExpectRollout()));
        var gradient = Complete(node, ExpectRollout());

        LearnerHearsNothingFrom(node);
        Assert.Empty(_givenBack);

        Apply(node, gradient);
        Assert.Equal(1f, ExpectRollout().Parameters.Values.Span[0]);
    }

    [Fact]
    public void A_version_that_is_no_newer_is_given_back_at_once()
    {
        var node = StartTraining();
        Lend(node, 2);
        Lend(node, 1);

        LearnerHearsNothingFrom(node);
        Assert.Equal([1], _givenBack);
    }

    [Fact]
    public void A_worker_that_hangs_may_read_its_parameters_for_ever()
    {
        var node = StartTraining();
        Lend(node, 1);
        Apply(node, Complete(node, ExpectRollout()));
        var hanging = ExpectRollout();
        for (var passed = TimeSpan.Zero; passed <= Options.RolloutTimeout; passed += Options.DeadlineCheckInterval)
            Time.Advance(Options.DeadlineCheckInterval);
        Learner.ExpectMsg<WorkerFailed>();

        Lend(node, 2);
        node.Tell(CompletionOf(hanging), hanging.Actor);

        LearnerHearsNothingFrom(node);
        Assert.Empty(_givenBack);
        Assert.Equal(1f, hanging.Parameters.Values.Span[0]);
    }

    [Fact]
    public void The_parameters_of_a_worker_that_died_are_left_to_the_collector()
    {
        var node = StartTraining();
        Lend(node, 1);
        Apply(node, Complete(node, ExpectRollout()));
        ExpectRollout().Actor.Tell(new Die(new InvalidOperationException("The environment broke.")));
        Learner.ExpectMsg<WorkerFailed>();
        Lend(node, 2);
        LearnerHearsNothingFrom(node);
        Time.Advance(Options.RestartPause);
        Complete(node, ExpectRollout());
        LearnerHearsNothingFrom(node);

        Assert.Empty(_givenBack);
    }

    /// <summary>Parameters of this version that only the node holds from here on.</summary>
    private void Lend(IActorRef node, long version)
    {
        var values = FloatVector.Lend([.. Enumerable.Repeat((float)version, ParameterCount)], _ => _givenBack.Add(version));
        node.Tell(new ParametersPublished(Run, Term, new ParameterSnapshot(version, 0, values)), Learner);
    }
}
