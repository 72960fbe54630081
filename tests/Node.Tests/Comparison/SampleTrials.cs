using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Algorithm.Methods;
using ActorCritic.Distributed.Node.Comparison;
using ActorCritic.Distributed.Node.Comparison.Trials;

namespace ActorCritic.Distributed.Node.Tests.Comparison;

/// <summary>Contenders, trials and requests for tests that play nothing.</summary>
internal static class SampleTrials
{
    public static Contender Contender(string method = "one-step", string? label = null)
    {
        Assert.True(MethodCatalogue.TryFind(method, out var found));
        return new Contender(label ?? method, found, found.Defaults with { MaxSteps = 1_000 });
    }

    /// <summary>A trial whose episodes take ten steps each and have the given returns.</summary>
    public static TrialResult Trial(Contender contender, ulong seed, params double[] returns) => new()
    {
        Method = contender.Method.Name,
        Seed = seed,
        Version = "1.2.3",
        Backend = "simd",
        Plan = contender.Plan(),
        WallSeconds = seed,
        EnvironmentSteps = 10 * returns.Length,
        EpisodeEnds = [.. returns.Select((_, i) => 10L * (i + 1))],
        EpisodeReturns = returns,
        EpisodeLengths = [.. returns.Select(_ => 10)],
    };

    /// <summary>A hundred and more returns: so many low ones, then so many high ones.</summary>
    public static double[] Returns(int low, int high) => [.. Enumerable.Repeat(10.0, low), .. Enumerable.Repeat(500.0, high)];

    public static ComparisonRequest Request(params Contender[] contenders) => new()
    {
        Contenders = contenders,
        Environment = CartPole.Version1,
        Seeds = 2,
        MaxSteps = 1_000,
        Parallel = 2,
        CommandLine = "actorcritic compare --methods 'a<b'",
    };
}
