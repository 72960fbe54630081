using ActorCritic.Distributed.Algorithm.Randomness;

namespace ActorCritic.Distributed.Node.Simulation;

/// <summary>Draws faults from a seed: the same seed, nodes and budget give the same faults.</summary>
/// <remarks>
/// One learner-role node and one worker node are drawn first that are never killed, and the worker node's gradients stay numbers: whatever coincides,
/// somebody is there to go on. A killed node always comes back, and everything else ends too.
/// </remarks>
internal static class ChaosSchedule
{
    private const int Fewest = 3;
    private const int Most = 5;

    // Early enough that a standby would have nothing to go on from is another story; late enough that everything happens before the end.
    private const double FirstAt = 0.1;
    private const double LastAt = 0.7;

    /// <summary>The faults, in the order in which they happen.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="cast">The nodes.</param>
    /// <param name="maxSteps">Environment steps of the run.</param>
    public static IReadOnlyList<Fault> Draw(ulong seed, SimulatedCast cast, long maxSteps)
    {
        var random = new RandomGenerator(seed);
        var survivors = new[] { Choose(cast.LearnerNodes, random), Choose(cast.WorkerNodes, random) };
        var faults = new Fault[Fewest + random.NextInt32(Most - Fewest + 1)];
        var share = (LastAt - FirstAt) / faults.Length;
        for (var i = 0; i < faults.Length; i++)
        {
            var at = FaultMoment.AtSteps((long)(maxSteps * (FirstAt + share * (i + random.NextDouble()))));
            faults[i] = DrawOne(at, cast, survivors, random);
        }

        return faults;
    }

    private static Fault DrawOne(FaultMoment at, SimulatedCast cast, string[] survivors, RandomGenerator random)
    {
        // Learners are few and matter most: every third fault is theirs.
        var node = random.NextInt32(3) == 0 ? Choose(cast.LearnerNodes, random) : Choose(cast.WorkerNodes, random);
        var kinds = Enum.GetValues<FaultKind>()
            .Where(kind => kind != FaultKind.Kill || !survivors.Contains(node))
            .Where(kind => kind != FaultKind.Nan || (cast.WorkerNodes.Contains(node) && !survivors.Contains(node)))
            .ToList();
        return Choose(kinds, random) switch
        {
            FaultKind.Kill => new Fault(FaultKind.Kill, node, at, Seconds(random, 1, 4)),
            FaultKind.Pause => new Fault(FaultKind.Pause, node, at, Seconds(random, 0.5, 3)),
            FaultKind.Cut => new Fault(FaultKind.Cut, node, at, Seconds(random, 1, 8)),
            FaultKind.Nan => new Fault(FaultKind.Nan, node, at, Seconds(random, 0.2, 2)),
            _ => new Fault(FaultKind.Delay, node, at, Seconds(random, 1, 5), TimeSpan.FromMilliseconds(20 + random.NextInt32(180))),
        };
    }

    private static T Choose<T>(IReadOnlyList<T> from, RandomGenerator random) => from[random.NextInt32(from.Count)];

    /// <summary>A length of time, in whole hundredths of a second: it is printed and typed again.</summary>
    private static TimeSpan Seconds(RandomGenerator random, double least, double most) =>
        TimeSpan.FromMilliseconds(10 * (long)Math.Round(100 * random.NextUniform(least, most)));
}
