using System.CommandLine;
using ActorCritic.Distributed.Benchmarks.Cluster;
using ActorCritic.Distributed.Benchmarks.Kernels;
using ActorCritic.Distributed.Benchmarks.Memory;
using ActorCritic.Distributed.Benchmarks.Scaling;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.CommandLine;
using BenchmarkDotNet.Running;

// What one machine does is measured by the trainer itself: actorcritic bench. Here is what takes several processes, hours, BenchmarkDotNet, or a loop that is no trainer.
var steps = new Option<long>("--steps") { Description = "environment steps", DefaultValueFactory = _ => 2_000_000 };
var trainOptions = new Argument<string[]>("train-options") { Description = "options handed on to 'actorcritic train', after --", Arity = ArgumentArity.ZeroOrMore };

var memory = new Command("memory", "resident memory over a long run: growth after the first million steps") { steps, trainOptions };
memory.SetAction(parse => MemoryBenchmark.RunAsync(parse.GetValue(steps), parse.GetValue(trainOptions)!, Console.Out));

var rounds = new Option<int>("--rounds") { Description = "pairs of runs, one in one process and one over the network", DefaultValueFactory = _ => 3 };
var workers = new Option<int>("--workers") { Description = "workers of each worker process", DefaultValueFactory = _ => 1 };
var tls = new Option<bool>("--tls") { Description = "mutual TLS between the nodes" };
var processes = new Command("processes", "environment steps per second of a learner and two worker processes, against one process") { steps, rounds, workers, tls, trainOptions };
processes.SetAction(parse => ProcessesBenchmark.RunAsync(
    parse.GetValue(steps), parse.GetValue(rounds), parse.GetValue(workers), parse.GetValue(tls), parse.GetValue(trainOptions)!, Console.Out));

var nodes = new Option<int[]>("--nodes") { Description = "numbers of nodes to measure", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 4, 8, 16, 32] };
var inFlight = new Option<int>("--workers") { Description = "workers of each node", DefaultValueFactory = _ => 4 };
var rollouts = new Option<bool>("--rollouts") { Description = "nodes that compute their gradients from rollouts, instead of only sending some" };
var seconds = new Option<double>("--seconds") { Description = "how long each is measured", DefaultValueFactory = _ => 10 };
var learner = new Command("learner", "gradients per second that one learner applies, by the number of nodes") { nodes, inFlight, rollouts, tls, seconds };
learner.SetAction(async parse =>
{
    using var certificates = parse.GetValue(tls) ? new BenchmarkCertificates() : null;
    return await LearnerBenchmark.RunAsync(
        parse.GetValue(nodes)!,
        new BenchmarkNodes(parse.GetValue(inFlight), parse.GetValue(rollouts), certificates?.Tls),
        TimeSpan.FromSeconds(parse.GetValue(seconds)),
        Console.Out);
});

var kernels = new Command("kernels", "BenchmarkDotNet over the parts of the hot path; its own options follow, such as --filter '*Gradient*' or --job short") { TreatUnmatchedTokensAsErrors = false };
kernels.SetAction(parse => BenchmarkSwitcher.FromAssembly(typeof(MemoryBenchmark).Assembly).Run([.. parse.UnmatchedTokens]).Any() ? 0 : 1);

var profileRounds = new Option<int>("--rounds") { Description = "samples of each part, of which the median is shown", DefaultValueFactory = _ => 500 };
var profile = new Command("profile", "where the time of one worker's rollout and gradient goes, on one thread") { profileRounds };
profile.SetAction(parse => RolloutProfile.Run(parse.GetValue(profileRounds), Console.Out));

var sharedRounds = new Option<int>("--rounds") { Description = "turns of 20,000 steps each, of which the median is shown", DefaultValueFactory = _ => 15 };
var shared = new Command("shared", "a step of Adam by one thread, and by two in turn, as with one worker and with two") { sharedRounds };
shared.SetAction(parse => SharedOptimizer.Run(parse.GetValue(sharedRounds), Console.Out));

var shapes = new Option<IReadOnlyList<RolloutShape>>("--shapes")
{
    Description = "rollouts, environments x steps",
    DefaultValueFactory = _ => [new(8, 16), new(16, 32), new(32, 32)],
    CustomParser = result =>
    {
        if (new RolloutShapeListFormat().TryParse(result.Tokens[0].Value, out var list, out var expectation))
            return (IReadOnlyList<RolloutShape>)list;
        result.AddError($"--shapes is '{result.Tokens[0].Value}'; it must be {expectation}.");
        return null;
    },
};
var evaluationInterval = new Option<long>("--evaluation-interval") { Description = "environment steps between two evaluations, as in 'actorcritic bench'", DefaultValueFactory = _ => 1_000_000 };
var turns = new Option<int>("--rounds") { Description = "how many turns each takes; means are shown", DefaultValueFactory = _ => 200 };
var turnSeconds = new Option<double>("--seconds") { Description = "how long a turn is", DefaultValueFactory = _ => 0.1 };
var scaling = new Command("scaling", "what a second worker is worth, in turn with two threads that share parameters without actors") { shapes, evaluationInterval, turns, turnSeconds };
scaling.SetAction((parse, cancellation) => ScalingBenchmark.RunAsync(
    parse.GetValue(shapes)!, parse.GetValue(evaluationInterval), parse.GetValue(turns), TimeSpan.FromSeconds(parse.GetValue(turnSeconds)), Console.Out, cancellation));

var noActors = new Option<bool>("--no-actors") { Description = "the same work without actors" };
var contender = new Command("contender", "what 'scaling' starts as processes: trains, and answers each line of its input with the seconds and steps so far") { shapes, workers, evaluationInterval, noActors };
contender.SetAction(parse => Contender.RunAsync(!parse.GetValue(noActors), parse.GetValue(workers), parse.GetValue(shapes)![0], parse.GetValue(evaluationInterval)));

return await new RootCommand("Measures ActorCritic.Distributed beyond what 'actorcritic bench' does. docs/performance.md says what each number includes.") { memory, processes, learner, kernels, profile, shared, scaling, contender }
    .Parse(args)
    .InvokeAsync();
