using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.Benchmarking;
using ActorCritic.Distributed.Node.Cluster;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Doctor;
using ActorCritic.Distributed.Node.Reports;
using ActorCritic.Distributed.Node.Simulation;
using ActorCritic.Distributed.Node.Tests.Reports;
using ActorCritic.Distributed.Node.Tests.Views;
using ActorCritic.Distributed.Node.Training;

namespace ActorCritic.Distributed.Node.Tests.Training;

/// <summary>Carries out <c>actorcritic train</c> for real, in this process, into a folder that is gone afterwards.</summary>
internal sealed class TrainingSession : IDisposable
{
    /// <summary>A thousand steps of CartPole with a small network: a run that ends by its budget in less than a second.</summary>
    public const string Short =
        "--env CartPole-v1 --seed 7 --workers 1 --envs-per-worker 4 --rollout-length 8 --hidden-sizes 8 --max-steps 1024 " +
        "--evaluation-interval 512 --evaluation-episodes 2";

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public EnvironmentCatalogue Environments { get; } = EnvironmentCatalogue.CreateDefault();

    /// <summary>What the run leaves.</summary>
    public RunFolder Folder => RunFolder.At(_folder.In("run"));

    public string[] Output => Lines(_output);

    public string[] Errors => Lines(_errors);

    /// <summary>The policy's parameters, one after the other, as bytes.</summary>
    public byte[] ParameterBytes =>
        [.. Safetensors.Read(Folder.PolicyFile).Tensors.SelectMany(tensor => tensor.Elements.ToArray()).SelectMany(BitConverter.GetBytes)];

    public RunSummary Summary => RunSummary.Load(Folder.SummaryFile);

    public Task<int> TrainAsync(string options, CancellationToken cancellation = default)
    {
        // The actors write from their own threads.
        var console = TextConsole.Create(TextWriter.Synchronized(_output));
        var errors = TextWriter.Synchronized(_errors);
        var surroundings = new CommandLineSurroundings
        {
            Environments = Environments,
            Train = new TrainRunner(Environments, console, errors, TimeProvider.System).RunAsync,
            Learn = new LearnerRunner(Environments, console, errors, TimeProvider.System).RunAsync,
            Work = new WorkerRunner(Environments, console.Profile.Out.Writer, errors, TimeProvider.System).RunAsync,
            Simulate = new SimulationRunner(Environments, console, errors, TimeProvider.System).RunAsync,
            Compare = new ComparisonRunner(Environments, console, errors, TimeProvider.System).RunAsync,
            Bench = new BenchmarkRunner(Environments, console, errors, TimeProvider.System).RunAsync,
            Doctor = DoctorCommand.Create(),
            Console = console,
            Errors = errors,
            TimeProvider = TimeProvider.System,
            DrawSeed = () => 1,
        };
        return ActorCriticCommandLine.RunAsync(["train", .. options.Split(' '), "--out", Folder.Path], surroundings, cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Lines(StringWriter writer) =>
        writer.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
