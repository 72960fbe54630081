using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node;

return await ActorCriticProgram.RunAsync(args, EnvironmentCatalogue.CreateDefault());
