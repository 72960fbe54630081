using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Evaluation;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using ActorCritic.Distributed.Workers.Evaluation;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorCritic.Distributed.Workers.Tests.Evaluation;

public sealed class EvaluatorActorSpecs(ITestOutputHelper output)
    : TestKit(ProtocolConfiguration.SerializingEveryMessage.WithFallback(ConfigurationFactory.ParseString(WorkersConfiguration.Hocon)), output: output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly EvaluatePolicy Request = RequestFor(ScriptedEnvironment.ScriptedSpec, version: 3);

    private readonly CountedNetworks _networks = new();

    [Fact]
    public void Its_answer_is_what_greedy_evaluation_gives_for_the_same_seed()
    {
        var catalogue = EnvironmentCatalogue.CreateDefault();
        var spec = catalogue.Find("CartPole-v1");
        var evaluator = Sys.ActorOf(EvaluatorActor.Props(new WorkerToolbox(catalogue, options => new TorchPolicyNetwork(options))));
        using var network = new TorchPolicyNetwork(Request.Network.ToNetworkOptions(spec));

        foreach (var (version, seed) in new[] { (1L, 11UL), (2L, 11UL), (2L, 12UL) })
        {
            var request = RequestFor(spec, version) with { Seed = seed, Round = 1, Episodes = 5 };
            evaluator.Tell(request, TestActor);

            network.Load(request.Parameters.Values.Span);
            var result = GreedyEvaluation.Run(network, () => catalogue.Create("CartPole-v1"), 5, seed);
            Assert.True(result.ReturnDeviation > 0);
            Assert.Equal(
                new PolicyEvaluated(
                    "run", 3, 1, version, 100 * version, 5, result.ReturnMean, result.ReturnDeviation, result.ReturnMinimum, result.ReturnMaximum, result.LengthMean),
                ExpectMsg<PolicyEvaluated>(Timeout));
        }
    }

    [Fact]
    public void Returns_are_undiscounted_sums_over_whole_episodes()
    {
        StartEvaluator().Tell(Request, TestActor);

        Assert.Equal(new PolicyEvaluated("run", 3, 0, 3, 300, 4, 6, 0, 6, 6, 3), ExpectMsg<PolicyEvaluated>(Timeout));
    }

    [Fact]
    public void Requests_for_the_same_network_share_it_and_another_takes_its_place()
    {
        var evaluator = StartEvaluator();
        Evaluate(Request);
        Evaluate(Request with { Round = 1 });
        Assert.Equal((1, 1), (_networks.Created, _networks.Alive));

        var separate = Request.Network with { SeparateTrunks = true };
        var count = ParameterLayout.Of(separate.ToNetworkOptions(ScriptedEnvironment.ScriptedSpec)).Count;
        Evaluate(Request with { Network = separate, Parameters = SamplePlan.Parameters(count, 1) });
        Assert.Equal((2, 1), (_networks.Created, _networks.Alive));

        Watch(evaluator);
        Sys.Stop(evaluator);
        ExpectTerminated(evaluator, Timeout);
        Assert.Equal(0, _networks.Alive);

        void Evaluate(EvaluatePolicy request)
        {
            evaluator.Tell(request, TestActor);
            ExpectMsg<PolicyEvaluated>(Timeout);
        }
    }

    [Fact]
    public void An_environment_that_throws_is_reported_and_the_next_request_is_served()
    {
        var steps = 0;
        var evaluator = StartEvaluator(() =>
        {
            if (++steps == 5)
                throw new InvalidOperationException("The pole\nbroke.");
        });

        EventFilter.Exception<InvalidOperationException>().ExpectOne(Timeout, () => evaluator.Tell(Request with { Round = 1 }, TestActor));
        Assert.Equal(new EvaluationFailed("run", 3, 1, 3, "InvalidOperationException: The pole broke."), ExpectMsg<EvaluationFailed>(Timeout));
        evaluator.Tell(Request, TestActor);

        Assert.Equal(6, ExpectMsg<PolicyEvaluated>(Timeout).ReturnMean);
        Assert.Equal((2, 1), (_networks.Created, _networks.Alive));
    }

    [Fact]
    public void An_environment_it_does_not_have_is_reported_with_the_nearest_it_has()
    {
        var evaluator = StartEvaluator();

        evaluator.Tell(Request with { Environment = "Scripted-v1" }, TestActor);
        Assert.Equal(
            "UnknownEnvironmentException: There is no environment 'Scripted-v1'. Did you mean 'Scripted-v0'?",
            ExpectMsg<EvaluationFailed>(Timeout).Cause);

        evaluator.Tell(Request, TestActor);
        ExpectMsg<PolicyEvaluated>(Timeout);
    }

    private IActorRef StartEvaluator(Action? onStep = null) =>
        Sys.ActorOf(EvaluatorActor.Props(new WorkerToolbox(ScriptedEnvironment.Catalogue(onStep), _networks.Create)));

    private static EvaluatePolicy RequestFor(EnvironmentSpec spec, long version)
    {
        var plan = SamplePlan.For(spec);
        return new EvaluatePolicy("run", 3, 0, spec.Id, plan.Network, SamplePlan.Parameters(SamplePlan.LayoutOf(plan, spec).Count, version), Episodes: 4, Seed: 9);
    }
}
