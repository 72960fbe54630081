using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Node.Backends;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Distributed;
using ActorCritic.Distributed.Node.Comparison.Trials;
using ActorCritic.Distributed.Node.Tests.Training;

namespace ActorCritic.Distributed.Node.Tests.Comparison.Distributed;

public sealed class ActorTrialSpecs
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task With_one_worker_it_plays_the_same_episodes_as_a2c_in_one_thread()
    {
        var contender = A3C(workers: 1, maxSteps: 8_000);
        var oneThread = SampleTrials.Contender("a2c");
        oneThread = oneThread with { Options = oneThread.Options with { MaxSteps = 8_000 } };

        var actors = await RunAsync(contender);
        var expected = Trial.Run(oneThread, 1, PolicyBackend.Simd, EnvironmentCatalogue.CreateDefault(), "1.2.3", TimeProvider.System, _ => { }, default);

        Assert.Null(actors.Fault);
        Assert.True(expected.Episodes.Count > 50);
        Assert.Equal((8_000, 8_000), (actors.EnvironmentSteps, expected.EnvironmentSteps));
        Assert.Equal(expected.EpisodeReturns, actors.EpisodeReturns);
        Assert.Equal(expected.EpisodeLengths, actors.EpisodeLengths);

        // An episode counts where the gradient of its rollout is applied: at the end of the rollout in which it ended.
        Assert.Equal(expected.EpisodeEnds.Select(end => (end + 79) / 80 * 80), actors.EpisodeEnds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(31)]
    public async Task The_learner_itself_measures_the_staleness_that_was_asked_for(int staleness)
    {
        var trial = await RunAsync(A3C(workers: 1, maxSteps: 8_000) with { Staleness = staleness });

        // 100 gradients: the first k can be no staler than there are versions, all others are exactly k versions old.
        long[] expected = [.. Enumerable.Range(0, 33).Select(i => i < staleness ? 1L : i == staleness ? 100 - staleness : 0)];
        Assert.Null(trial.Fault);
        Assert.Equal(expected, trial.StalenessHistogram);
    }

    [Fact]
    public async Task Stale_gradients_on_purpose_are_a_function_of_the_seed()
    {
        var contender = A3C(workers: 1, maxSteps: 4_000) with { Staleness = 3 };

        var (first, second, fresh) = (await RunAsync(contender), await RunAsync(contender), await RunAsync(contender with { Staleness = 0 }));

        Assert.Equal(first.Episodes, second.Episodes);
        Assert.NotEqual(first.Episodes, fresh.Episodes);
    }

    [Theory]
    [InlineData(StalenessPolicyKind.Scale)]
    [InlineData(StalenessPolicyKind.Compensate)]
    public async Task A_policy_makes_something_else_of_the_same_staleness(StalenessPolicyKind policy)
    {
        var contender = A3C(workers: 1, maxSteps: 4_000) with { Staleness = 3 };

        var plain = await RunAsync(contender);
        var corrected = await RunAsync(A3CMethod.WithFittingBound(contender with { Options = contender.Options with { StalenessPolicy = policy, CompensationCoefficient = 1e4 } }));

        Assert.Null(corrected.Fault);
        Assert.Equal(plain.StalenessHistogram, corrected.StalenessHistogram);
        Assert.NotEqual(plain.Episodes, corrected.Episodes);
    }

    [Fact]
    public async Task A_bound_below_the_staleness_ends_the_trial_with_the_reason()
    {
        var contender = A3C(workers: 1, maxSteps: 4_000) with { Staleness = 4 };

        var trial = await RunAsync(contender with { Options = contender.Options with { StalenessPolicy = StalenessPolicyKind.Bound, MaxStaleness = 2 } });

        Assert.Contains("the bound is 2", trial.Fault, StringComparison.Ordinal);

        // Versions 1, 2 and 3 came from gradients that were 0, 1 and 2 versions old.
        Assert.Equal(3 * 80, trial.EnvironmentSteps);
    }

    [Theory]
    [InlineData(TrainingMode.Async)]
    [InlineData(TrainingMode.Sync)]
    public async Task Several_workers_play_the_whole_budget(TrainingMode mode)
    {
        var contender = A3C(workers: 3, maxSteps: 9_600);
        var steps = new List<long>();

        // They learn next to nothing: the episodes that are open at the end are as short as the others, and most steps belong to one that is over.
        var trial = await RunAsync(contender with { Options = contender.Options with { Mode = mode, LearningRate = 1e-9 } }, progress: steps.Add);

        Assert.Null(trial.Fault);
        Assert.InRange(trial.EnvironmentSteps, 9_600, 9_600 + 2 * 80);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(trial.EnvironmentSteps, steps[^1]);
        Assert.Equal(trial.EpisodeEnds.Order(), trial.EpisodeEnds);
        Assert.InRange(trial.EpisodeLengths.Sum(), trial.EnvironmentSteps * 0.7, trial.EnvironmentSteps);
        Assert.Equal(120, trial.StalenessHistogram!.Sum(), 2.0);
    }

    [Fact]
    public async Task Actors_that_cannot_go_on_end_the_trial_with_the_cause()
    {
        var trial = await RunAsync(
            Scripted(), environments: Catalogue(() => new ScriptedEnvironment { OnStep = (_, _) => throw new InvalidOperationException("The dice are gone.") }));

        Assert.Contains("The dice are gone.", trial.Fault, StringComparison.Ordinal);
        Assert.Empty(trial.Episodes);
    }

    [Fact]
    public async Task Ctrl_C_breaks_a_trial_off()
    {
        using var cancellation = new CancellationTokenSource();
        var environments = Catalogue(() => new ScriptedEnvironment
        {
            OnStep = (step, _) =>
            {
                if (step == 500)
                    cancellation.Cancel();
            },
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Scripted(), environments: environments, cancellation: cancellation.Token));
    }

    private static Contender A3C(int workers, long maxSteps) =>
        new("a3c", A3CMethod.Method, A3CMethod.Method.Defaults with { Workers = workers, MaxSteps = maxSteps });

    private static Contender Scripted()
    {
        var endless = A3C(workers: 2, maxSteps: 100_000_000);
        return endless with { Options = endless.Options with { Environment = ScriptedEnvironment.Description.Id } };
    }

    private static EnvironmentCatalogue Catalogue(Func<IEnvironment> create)
    {
        var catalogue = new EnvironmentCatalogue();
        catalogue.Register(ScriptedEnvironment.Description, create);
        return catalogue;
    }

    private static Task<TrialResult> RunAsync(
        Contender contender, Action<long>? progress = null, EnvironmentCatalogue? environments = null, CancellationToken cancellation = default) =>
        ActorTrial.RunAsync(
            contender, 1, PolicyBackend.Simd, environments ?? EnvironmentCatalogue.CreateDefault(), "1.2.3", TimeProvider.System, progress ?? (_ => { }), cancellation).WaitAsync(Deadline, CancellationToken.None);
}
