using ActorCritic.Distributed.Algorithm.Evaluation;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Workers.Rollouts;
using Akka.Actor;

namespace ActorCritic.Distributed.Workers.Evaluation;

/// <summary>
/// Plays greedy episodes with the parameters it is sent and answers with their returns. Has a thread of its own, so that evaluation never slows the
/// learner. One state; it keeps nothing between requests but the network's memory.
/// </summary>
/// <remarks>Where an environment or the network throws, whoever asked is told so and the actor is restarted with a network of its own for the next request.</remarks>
public sealed class EvaluatorActor : ReceiveActor
{
    /// <summary>Props with the dispatcher of evaluations.</summary>
    public static Props Props(WorkerToolbox toolbox) =>
        Akka.Actor.Props.Create(() => new EvaluatorActor(toolbox)).WithDispatcher(WorkersConfiguration.EvaluationDispatcher);

    private readonly WorkerToolbox _toolbox;
    private IPolicyNetwork? _network;
    private (string Environment, NetworkPlan Plan)? _networkOf;

    /// <summary>Use <see cref="Props"/>.</summary>
    public EvaluatorActor(WorkerToolbox toolbox)
    {
        _toolbox = toolbox;
        Receive<EvaluatePolicy>(OnEvaluatePolicy);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _network?.Dispose();

    private void OnEvaluatePolicy(EvaluatePolicy request)
    {
        try
        {
            Sender.Tell(Evaluate(request));
        }
        catch (Exception exception)
        {
            // Whoever asked waits for an answer and decides what a failed evaluation means; the supervisor above still sees the crash.
            Sender.Tell(new EvaluationFailed(
                request.Run, request.Term, request.Round, request.Parameters.Version, exception.InOneLine()));
            throw;
        }
    }

    private PolicyEvaluated Evaluate(EvaluatePolicy request)
    {
        var network = NetworkFor(request);
        network.Load(request.Parameters.Values.Span);
        var result = GreedyEvaluation.Run(network, () => _toolbox.Catalogue.Create(request.Environment), request.Episodes, request.Seed);
        return new PolicyEvaluated(
            request.Run,
            request.Term,
            request.Round,
            request.Parameters.Version,
            request.Parameters.EnvironmentSteps,
            request.Episodes,
            result.ReturnMean,
            result.ReturnDeviation,
            result.ReturnMinimum,
            result.ReturnMaximum,
            result.LengthMean);
    }

    private IPolicyNetwork NetworkFor(EvaluatePolicy request)
    {
        if (_network is not null && _networkOf == (request.Environment, request.Network))
            return _network;
        _network?.Dispose();
        _network = null;
        _network = _toolbox.CreateNetworkOf(request.Network.ToNetworkOptions(_toolbox.Catalogue.Find(request.Environment)));
        _networkOf = (request.Environment, request.Network);
        return _network;
    }
}
