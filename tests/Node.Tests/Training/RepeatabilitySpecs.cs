using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class RepeatabilitySpecs
{
    private const string OneWorker = $"{Small} --workers 1";

    private const string Small =
        "--env CartPole-v1 --envs-per-worker 4 --rollout-length 8 --hidden-sizes 16 --max-steps 4096 " +
        "--evaluation-interval 1024 --evaluation-episodes 5 --no-stop";

    [Fact]
    public async Task With_one_worker_the_same_seed_gives_the_same_parameters_metrics_and_evaluations()
    {
        using var first = await TrainedAsync($"{OneWorker} --seed 11");
        using var second = await TrainedAsync($"{OneWorker} --seed 11");

        Assert.Equal(first.ParameterBytes, second.ParameterBytes);
        Assert.Equal(Rows(first), Rows(second));
        Assert.Equal(Evaluations(first), Evaluations(second));
        Assert.Equal(9, Rows(first).Count);
        Assert.Equal(4, Evaluations(first).Count);
    }

    [Fact]
    public async Task Another_seed_gives_other_parameters()
    {
        using var first = await TrainedAsync($"{OneWorker} --seed 11");
        using var second = await TrainedAsync($"{OneWorker} --seed 12");

        Assert.NotEqual(first.ParameterBytes, second.ParameterBytes);
    }

    [Fact]
    public async Task With_one_worker_the_same_seed_is_solved_by_the_same_policy_however_fast_the_evaluator_is()
    {
        // Solved by one of the first sixteen evaluations: those are never left out, however far training runs ahead of the evaluator.
        const string untilSolved =
            "--env CartPole-v0 --workers 1 --envs-per-worker 8 --rollout-length 16 --evaluation-interval 2000 --seed 5 --until-solved";
        using var first = new TrainingSession();
        using var second = new TrainingSession();

        Assert.Equal(ExitCodes.Success, await first.TrainAsync(untilSolved));
        Assert.Equal(ExitCodes.Success, await second.TrainAsync(untilSolved));

        Assert.InRange(first.Summary.SolvedAt!.EnvironmentSteps, 1, 16 * 2_000);
        Assert.Equal(first.Summary.SolvedAt! with { WallSeconds = 0 }, second.Summary.SolvedAt! with { WallSeconds = 0 });
        Assert.Equal(first.ParameterBytes, second.ParameterBytes);
    }

    [Fact]
    public async Task In_the_mode_sync_several_workers_give_the_same_parameters_metrics_and_evaluations_too()
    {
        const string synchronous = $"{Small} --mode sync --workers 3 --seed 7";
        using var first = await TrainedAsync(synchronous);
        using var second = await TrainedAsync(synchronous);

        Assert.Equal(first.ParameterBytes, second.ParameterBytes);
        Assert.Equal(Rows(first), Rows(second));
        Assert.Equal(Evaluations(first), Evaluations(second));

        // Each of the rounds has 3 · 4 · 8 = 96 steps; the last one goes over the budget of 4,096.
        Assert.Equal((43L, 43L * 96), (first.Summary.Version, first.Summary.EnvironmentSteps));
        Assert.Equal((0.0, 0L), (first.Summary.Staleness.Mean, first.Summary.Staleness.Max));
    }

    [Fact]
    public async Task The_plan_of_a_run_given_as_configuration_repeats_it()
    {
        using var first = await TrainedAsync($"{OneWorker} --seed 13 --gae-lambda 0.7 --optimizer rmsprop --learning-rate 0.0007");
        using var second = await TrainedAsync($"--config {first.Folder.PlanFile}");

        Assert.Equal(first.ParameterBytes, second.ParameterBytes);
        Assert.Equal(PlanWithoutCommand(first), PlanWithoutCommand(second));
    }

    private static async Task<TrainingSession> TrainedAsync(string options)
    {
        var session = new TrainingSession();
        Assert.Equal(ExitCodes.Success, await session.TrainAsync(options));
        return session;
    }

    /// <summary>The rows without what depends on time: rates, and the row in which an evaluation happens to be ready.</summary>
    private static List<MetricsRow> Rows(TrainingSession session) =>
    [
        .. MetricsCsv.Read(session.Folder.MetricsFile).Select(row => row with
        {
            WallSeconds = 0,
            StepsPerSecond = null,
            GradientsPerSecond = null,
            EvaluationReturnMean = null,
            EvaluationReturnStd = null,

            // After the last version the worker computes on until it hears that the run is over.
            GradientsRejected = 0,
        }),
    ];

    private static List<string> Evaluations(TrainingSession session) =>
        [.. session.Output.Where(line => line.Contains("greedy episodes", StringComparison.Ordinal))];

    private static IEnumerable<string> PlanWithoutCommand(TrainingSession session) =>
        File.ReadLines(session.Folder.PlanFile).Where(line => !line.Contains("\"command\"", StringComparison.Ordinal));
}
