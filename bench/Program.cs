using System.CommandLine;
using ActorCritic.Distributed.Benchmarks.Cluster;
using ActorCritic.Distributed.Benchmarks.EndToEnd;
using ActorCritic.Distributed.Benchmarks.Kernels;
using BenchmarkDotNet.Running;

// The trainer itself is started as a process of its own for every run, as a person starts it.
var seeds = new Option<int>("--seeds") { Description = "number of runs, one for each seed from --first-seed on", DefaultValueFactory = _ => 20 };
var firstSeed = new Option<ulong>("--first-seed") { Description = "seed of the first run", DefaultValueFactory = _ => 1 };
var steps = new Option<long>("--steps") { Description = "environment steps", DefaultValueFactory = _ => 2_000_000 };
var repeats = new Option<int>("--repeats") { Description = "number of runs", DefaultValueFactory = _ => 5 };
var trainOptions = new Argument<string[]>("train-options") { Description = "options handed on to 'actorcritic train', after --", Arity = ArgumentArity.ZeroOrMore };

var solve = new Command("solve", "time and environment steps to solved over many seeds") { seeds, firstSeed, trainOptions };
solve.SetAction(parse => SolveBenchmark.Run(parse.GetValue(seeds), parse.GetValue(firstSeed), parse.GetValue(trainOptions)!, Console.Out));

var throughput = new Command("throughput", "environment steps per second while training with --no-stop") { steps, repeats, trainOptions };
throughput.SetAction(parse => ThroughputBenchmark.Run(parse.GetValue(steps), parse.GetValue(repeats), parse.GetValue(trainOptions)!, Console.Out));

var memory = new Command("memory", "resident memory over a long run: growth after the first million steps") { steps, trainOptions };
memory.SetAction(parse => MemoryBenchmark.Run(parse.GetValue(steps), parse.GetValue(trainOptions)!, Console.Out));

var rounds = new Option<int>("--rounds") { Description = "pairs of runs, one in one process and one over the network", DefaultValueFactory = _ => 3 };
var workers = new Option<int>("--workers") { Description = "workers of each worker process", DefaultValueFactory = _ => 1 };
var tls = new Option<bool>("--tls") { Description = "mutual TLS between the nodes" };
var processes = new Command("processes", "environment steps per second of a learner and two worker processes, against one process") { steps, rounds, workers, tls, trainOptions };
processes.SetAction(parse => ProcessesBenchmark.Run(
    parse.GetValue(steps), parse.GetValue(rounds), parse.GetValue(workers), parse.GetValue(tls), parse.GetValue(trainOptions)!, Console.Out));

var nodes = new Option<int[]>("--nodes") { Description = "numbers of nodes to measure; 0 is a node in the learner's own process", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0, 1, 2, 4, 8, 16, 32] };
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

var kernels = new Command("kernels", "BenchmarkDotNet over the parts of the hot path; its own options follow, such as --filter '*Gradient*'") { TreatUnmatchedTokensAsErrors = false };
kernels.SetAction(parse => BenchmarkSwitcher.FromAssembly(typeof(SolveBenchmark).Assembly).Run([.. parse.UnmatchedTokens]).Any() ? 0 : 1);

var profileRounds = new Option<int>("--rounds") { Description = "samples of each part, of which the median is shown", DefaultValueFactory = _ => 500 };
var profile = new Command("profile", "where the time of one worker's rollout and gradient goes, on one thread") { profileRounds };
profile.SetAction(parse => RolloutProfile.Run(parse.GetValue(profileRounds), Console.Out));

return await new RootCommand("Measures ActorCritic.Distributed. docs/performance.md says what each number includes.") { solve, throughput, memory, processes, learner, kernels, profile }
    .Parse(args)
    .InvokeAsync();
