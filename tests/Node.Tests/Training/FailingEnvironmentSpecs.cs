using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Node.Tests.Training;

public sealed class FailingEnvironmentSpecs : IDisposable
{
    private readonly TrainingSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public Task One_that_always_throws_ends_the_run_with_its_cause() => EndsTheRunAsync(
        () => new ScriptedEnvironment { OnStep = (_, _) => throw new InvalidOperationException("The dice\nare gone.") },
        "InvalidOperationException: The dice are gone.");

    [Fact]
    public Task One_that_cannot_be_made_ends_the_run_with_its_cause() => EndsTheRunAsync(
        () => throw new FileNotFoundException("There is no maze.txt."), "FileNotFoundException: There is no maze.txt.");

    [Fact]
    public Task One_that_observes_NaN_ends_the_run_with_the_element() => EndsTheRunAsync(
        () => new ScriptedEnvironment { OnStep = (_, observation) => observation[1] = float.NaN },
        "wrote NaN into element 1 of the observation");

    [Fact]
    public Task One_that_rewards_with_NaN_ends_the_run_with_the_reward() => EndsTheRunAsync(
        () => new ScriptedEnvironment { Reward = double.NaN }, "gave the reward NaN");

    [Fact]
    public async Task One_that_throws_rarely_costs_a_rollout_and_training_goes_on()
    {
        var steps = 0;
        Register(() => new ScriptedEnvironment
        {
            OnStep = (_, _) =>
            {
                if (Interlocked.Increment(ref steps) == 300)
                    throw new InvalidOperationException("A die rolled off the table.");
            },
        });

        Assert.Equal(ExitCodes.Success, await _session.TrainAsync($"{Options} --no-stop"));

        Assert.Equal(1, _session.Summary.WorkerFailures);
        Assert.Equal(1024, _session.Summary.EnvironmentSteps);
        var warnings = _session.Output.Where(line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("A die rolled off the table", StringComparison.Ordinal));
    }

    private static string Options { get; } =
        TrainingSession.Short.Replace("CartPole-v1", ScriptedEnvironment.Description.Id, StringComparison.Ordinal);

    private async Task EndsTheRunAsync(Func<IEnvironment> create, string cause)
    {
        Register(create);

        Assert.Equal(ExitCodes.Failure, await _session.TrainAsync(Options.Replace("--workers 1", "--workers 2", StringComparison.Ordinal)));

        var error = Assert.Single(_session.Errors);
        Assert.StartsWith("Every one of the 2 workers failed at least 3 times in a row", error, StringComparison.Ordinal);
        Assert.Contains(cause, error, StringComparison.Ordinal);
        Assert.Equal(TrainingOutcome.Failed, _session.Summary.Outcome);
        Assert.All(_session.Folder.Files, file => Assert.True(File.Exists(file), file));
    }

    private void Register(Func<IEnvironment> create) => _session.Environments.Register(ScriptedEnvironment.Description, create);
}
