namespace ActorCritic.Distributed.Protocol.Messages;

/// <summary>
/// Marks everything that may travel between nodes. The one serializer of the project is bound to this interface, and every message type is found
/// through it by the tests.
/// </summary>
/// <remarks>
/// A verb is a request, a past participle is a fact. Nobody changes a message while anybody may read it. In all of them Run is the identifier of the run, Term the number of
/// the learner's term of office, Node the name of a worker node (unique for one start of its process), Worker the run-wide index of a worker from 0,
/// and Version the number of updates of the parameters: by a gradient each or, in synchronous training, by a round of them.
/// </remarks>
public interface ITrainingMessage;
