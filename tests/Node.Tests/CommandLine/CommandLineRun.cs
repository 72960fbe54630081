using System.Text;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Doctor;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Tests.CommandLine;

/// <summary>Carries out command lines with surroundings that a test can look into.</summary>
internal sealed class CommandLineRun
{
    /// <summary>The seed that is drawn where none is given.</summary>
    public const ulong DrawnSeed = 1234;

    /// <summary>What the injected training answers.</summary>
    public const int TrainingAnswer = 42;

    /// <summary>What is said of the backend unless another one is asked for.</summary>
    public static string SimdLine { get; } = $"backend simd (vectors of {SimdPolicyNetwork.VectorBits} bits)";

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public CommandLineRun()
    {
        Environments = EnvironmentCatalogue.CreateDefault();
        var spec = new EnvironmentSpec("Corridor-v0", new Box([0f], [5f]), new Discrete(2), 20, 0.9);
        Environments.Register(spec, () => throw new NotSupportedException("No test plays in the corridor."));
        var eight = new Box(new float[8], [.. Enumerable.Repeat(9f, 8)]);
        var endless = new EnvironmentSpec("Endless-v0", eight, new Discrete(3), 20, double.PositiveInfinity);
        Environments.Register(endless, () => throw new NotSupportedException("No test plays in it."));
    }

    public EnvironmentCatalogue Environments { get; }

    /// <summary>Characters of a line.</summary>
    public int Width { get; init; } = 100;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What was asked of the injected training.</summary>
    public List<TrainRequest> Requests { get; } = [];

    /// <summary>The learner processes that were asked for.</summary>
    public List<LearnerRequest> LearnerRequests { get; } = [];

    /// <summary>The worker processes that were asked for.</summary>
    public List<WorkerRequest> WorkerRequests { get; } = [];

    /// <summary>The simulations that were asked for.</summary>
    public List<SimulationRequest> SimulationRequests { get; } = [];

    /// <summary>The comparisons that were asked for.</summary>
    public List<ComparisonRequest> ComparisonRequests { get; } = [];

    /// <summary>The measurements that were asked for.</summary>
    public List<BenchmarkRequest> BenchmarkRequests { get; } = [];

    /// <summary>The lines of the output.</summary>
    public string[] Output => Lines(_output);

    /// <summary>The lines of the error stream.</summary>
    public string[] Errors => Lines(_errors);

    public Task<int> InvokeAsync(params string[] arguments) => ActorCriticCommandLine.RunAsync(arguments, Surroundings());

    /// <summary>A command line to train that must be accepted.</summary>
    public async Task<TrainRequest> TrainAsync(params string[] arguments)
    {
        var exitCode = await InvokeAsync(["train", .. arguments]);
        Assert.Empty(Errors);
        Assert.Equal(TrainingAnswer, exitCode);
        return Assert.Single(Requests);
    }

    /// <summary>The error lines of a command line that must be refused before anything starts.</summary>
    public async Task<string[]> RefusalAsync(params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await InvokeAsync(arguments));
        Assert.Empty(Requests);
        Assert.Empty(Output);
        return Errors;
    }

    private CommandLineSurroundings Surroundings() => new()
    {
        Environments = Environments,
        Train = (request, _) =>
        {
            Requests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Learn = (request, _) =>
        {
            LearnerRequests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Work = (request, _) =>
        {
            WorkerRequests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Simulate = (request, _) =>
        {
            SimulationRequests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Compare = (request, _) =>
        {
            ComparisonRequests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Bench = (request, _) =>
        {
            BenchmarkRequests.Add(request);
            return Task.FromResult(TrainingAnswer);
        },
        Doctor = DoctorCommand.Create(),
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new TextOutput(_output, Width),
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
        }),
        Errors = _errors,
        TimeProvider = TimeProvider,
        DrawSeed = () => DrawnSeed,
    };

    private static string[] Lines(StringWriter writer)
    {
        var text = writer.ToString().ReplaceLineEndings("\n");
        return text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
    }

    private sealed class TextOutput(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
