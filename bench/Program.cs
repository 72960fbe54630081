using System.CommandLine;
using ActorCritic.Distributed.Benchmarks.EndToEnd;
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

var kernels = new Command("kernels", "BenchmarkDotNet over the parts of the hot path; its own options follow, such as --filter '*Gradient*'") { TreatUnmatchedTokensAsErrors = false };
kernels.SetAction(parse => BenchmarkSwitcher.FromAssembly(typeof(SolveBenchmark).Assembly).Run([.. parse.UnmatchedTokens]).Any() ? 0 : 1);

return new RootCommand("Measures ActorCritic.Distributed. docs/performance.md says what each number includes.") { solve, throughput, memory, kernels }
    .Parse(args)
    .Invoke();
