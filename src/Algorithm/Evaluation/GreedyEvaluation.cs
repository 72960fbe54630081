using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Networks;
using ActorCritic.Distributed.Algorithm.Randomness;
using ActorCritic.Distributed.Algorithm.Rollouts;

namespace ActorCritic.Distributed.Algorithm.Evaluation;

/// <summary>Undiscounted, unscaled returns of greedy episodes.</summary>
/// <param name="Returns">One for each episode.</param>
/// <param name="Lengths">Steps of each episode.</param>
public sealed record EvaluationResult(IReadOnlyList<double> Returns, IReadOnlyList<int> Lengths)
{
    /// <summary>Mean return.</summary>
    public double ReturnMean => Returns.Average();

    /// <summary>Population standard deviation of the returns.</summary>
    public double ReturnDeviation
    {
        get
        {
            var mean = ReturnMean;
            return Math.Sqrt(Returns.Average(value => (value - mean) * (value - mean)));
        }
    }

    /// <summary>Smallest return.</summary>
    public double ReturnMinimum => Returns.Min();

    /// <summary>Largest return.</summary>
    public double ReturnMaximum => Returns.Max();

    /// <summary>Mean number of steps.</summary>
    public double LengthMean => Lengths.Average();
}

/// <summary>Plays whole episodes with the most probable action at every step.</summary>
public static class GreedyEvaluation
{
    /// <summary>Plays the episodes side by side, one batched forward pass for all that still run.</summary>
    /// <param name="network">The policy, with its parameters loaded.</param>
    /// <param name="createEnvironment">Makes one environment; every episode has one of its own. It must end its episodes by itself or by a time limit.</param>
    /// <param name="episodes">How many, ≥ 1.</param>
    /// <param name="seed">Episode i starts with a seed derived from this one and i: the same seed and policy give the same returns.</param>
    /// <param name="cancellation">Ends the evaluation early; asked before every step.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    /// <exception cref="ArgumentException">There is no episode to play, or the policy has diverged: its logits are no numbers.</exception>
    public static EvaluationResult Run(
        IPolicyNetwork network,
        Func<IEnvironment> createEnvironment,
        int episodes,
        ulong seed,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(createEnvironment);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);

        var seeds = new SeedSequence(seed);
        var environments = new IEnvironment[episodes];
        for (var episode = 0; episode < episodes; episode++)
            environments[episode] = createEnvironment();
        var observationSize = environments[0].Spec.ObservationSize;
        var actionCount = environments[0].Spec.ActionCount;

        var observations = new float[episodes * observationSize];
        var logits = new float[episodes * actionCount];
        var values = new float[episodes];
        var returns = new double[episodes];
        var lengths = new int[episodes];

        // Row r of the batch is the episode running[r]; an episode that ends gives its row to the last one, so that the batch shrinks.
        var running = new int[episodes];
        for (var episode = 0; episode < episodes; episode++)
        {
            running[episode] = episode;
            environments[episode].Reset(seeds.Derive(SeedStream.Evaluation, episode), Row(episode));
        }

        var rows = episodes;
        while (rows > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            network.Forward(observations.AsSpan(0, rows * observationSize), logits.AsSpan(0, rows * actionCount), values.AsSpan(0, rows));

            // From the last row on: a row that moves into a gap has then been stepped already.
            for (var row = rows - 1; row >= 0; row--)
            {
                var episode = running[row];
                var action = ActionSelection.Greedy(logits.AsSpan(row * actionCount, actionCount));
                var result = environments[episode].Step(action, Row(row));
                returns[episode] += result.Reward;
                lengths[episode]++;
                if (!result.Ended)
                    continue;

                rows--;
                running[row] = running[rows];
                Row(rows).CopyTo(Row(row));
            }
        }

        return new EvaluationResult(returns, lengths);

        Span<float> Row(int row) => observations.AsSpan(row * observationSize, observationSize);
    }
}
