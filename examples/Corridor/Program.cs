using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Examples.Corridor;
using ActorCritic.Distributed.Node;

var environments = EnvironmentCatalogue.CreateDefault();
environments.Register(CorridorEnvironment.Description, () => new CorridorEnvironment());
return await ActorCriticProgram.RunAsync(args, environments);
