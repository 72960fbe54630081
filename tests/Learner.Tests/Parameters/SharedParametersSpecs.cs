using System.Runtime.CompilerServices;
using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Protocol.Messages;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Parameters;

public sealed class SharedParametersSpecs
{
    private readonly SharedParameters _parameters = new([1f, 2f], new SgdOptions().CreateOptimizer(2));

    [Fact]
    public void A_gradient_moves_the_parameters_against_it()
    {
        var version = _parameters.Apply([0.5f, -1f], learningRate: 0.5, environmentSteps: 10);

        Assert.Equal(1, version);
        Assert.Equal([0.75f, 2.5f], _parameters.Values.ToArray());
    }

    [Fact]
    public void Versions_count_gradients_and_steps_add_up()
    {
        _parameters.Apply([1f, 1f], 0.1, 10);
        _parameters.Apply([1f, 1f], 0.1, 12);

        Assert.Equal(2, _parameters.Version);
        Assert.Equal(22, _parameters.EnvironmentSteps);
    }

    [Fact]
    public void A_snapshot_says_where_it_was_taken_and_never_changes()
    {
        _parameters.Apply([0.5f, -1f], 0.5, 10);
        var snapshot = _parameters.Snapshot();
        _parameters.Apply([1f, 1f], 0.5, 10);

        Assert.Equal((1L, 10L), (snapshot.Version, snapshot.EnvironmentSteps));
        Assert.Equal([0.75f, 2.5f], snapshot.Values.Span.ToArray());
        Assert.Equal([0.25f, 2f], _parameters.Snapshot().Values.Span.ToArray());
    }

    [Fact]
    public void Everybody_shares_one_snapshot_of_a_version() => Assert.Same(_parameters.Snapshot(), _parameters.Snapshot());

    [Fact]
    public void A_snapshot_stays_as_it_is_however_many_steps_follow()
    {
        var snapshot = _parameters.Snapshot();

        for (var step = 0; step < 3; step++)
            _parameters.Apply([1f, 1f], 0.5, 10);

        Assert.Equal([1f, 2f], snapshot.Values.Span.ToArray());
        Assert.Equal([-0.5f, 0.5f], _parameters.Values.ToArray());
    }

    [Fact]
    public void Steps_between_two_snapshots_take_no_memory()
    {
        const int Count = 10_000;
        var parameters = new SharedParameters(new float[Count], new SgdOptions().CreateOptimizer(Count));
        var gradient = new float[Count];
        parameters.Snapshot();
        var afterSnapshot = AllocatedBy(() => parameters.Apply(gradient, 0.5, 10));
        var afterStep = AllocatedBy(() => parameters.Apply(gradient, 0.5, 10));

        Assert.InRange(afterSnapshot, Count * sizeof(float), Count * sizeof(float) + 1_000);
        Assert.Equal(0, afterStep);

        static long AllocatedBy(Action action)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_step_goes_to_the_memory_of_an_older_snapshot_that_everybody_has_released()
    {
        var first = _parameters.Snapshot();
        _parameters.Snapshot();
        _parameters.Apply([1f, 1f], 0.5, 10);
        var second = _parameters.Snapshot();
        ref readonly var memory = ref first.Values.Span[0];
        first.Values.Release();

        // One of its two holders is left.
        _parameters.Apply([1f, 1f], 0.5, 10);
        Assert.Equal(1f, memory);

        first.Values.Release();
        _parameters.Snapshot();
        _parameters.Apply([1f, 1f], 0.5, 10);
        Assert.True(Unsafe.AreSame(in memory, in _parameters.Values[0]));
        Assert.Equal([0.5f, 1.5f], second.Values.Span.ToArray());
    }

    [Fact]
    public void The_newest_parameters_are_held_by_their_owner_too()
    {
        _parameters.Snapshot().Values.Release();

        Assert.Equal([1f, 2f], _parameters.Snapshot().Values.Span.ToArray());
        Assert.Equal([1f, 2f], _parameters.Values.ToArray());
    }

    [Fact]
    public void Whoever_holds_a_snapshot_reads_the_same_numbers_whatever_others_release_meanwhile() =>
        Gen.Int[0, 2].Array[1, 200].Select(Gen.Int[0, 1_000].Array[200]).Sample((acts, choices) =>
        {
            var history = new ParameterHistory(2);
            var parameters = new SharedParameters([0f, 0f], new SgdOptions().CreateOptimizer(2), choices[0] % 2 == 0 ? history : null);
            var held = new List<ParameterSnapshot>();
            for (var i = 0; i < acts.Length; i++)
            {
                if (acts[i] == 0)
                {
                    parameters.Apply([-1f, -2f], 1, 1);
                }
                else if (acts[i] == 1)
                {
                    held.Add(parameters.Snapshot());
                }
                else if (held.Count > 0)
                {
                    var at = choices[i] % held.Count;
                    held[at].Values.Release();
                    held.RemoveAt(at);
                }

                // A version is known by its numbers.
                Assert.All(held, snapshot => Assert.Equal([snapshot.Version, 2f * snapshot.Version], snapshot.Values.Span.ToArray()));
                Assert.Equal([parameters.Version, 2f * parameters.Version], parameters.Values.ToArray());
                for (var version = parameters.Version; version >= 0; version--)
                    Assert.True(!history.TryFind(version, out var kept) || kept.Values.Span[0] == version);
            }
        });

    [Fact]
    public void The_initial_parameters_are_copied()
    {
        float[] initial = [1f, 2f];
        var parameters = new SharedParameters(initial, new SgdOptions().CreateOptimizer(2));

        initial[0] = 9f;

        Assert.Equal(1f, parameters.Values[0]);
    }

    [Fact]
    public void An_optimizer_for_another_number_of_parameters_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new SharedParameters([1f, 2f], new SgdOptions().CreateOptimizer(3)));

        Assert.Contains("3 parameters and there are 2", exception.Message, StringComparison.Ordinal);
    }
}
