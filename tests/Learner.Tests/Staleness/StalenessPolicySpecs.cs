using ActorCritic.Distributed.Algorithm.Optimizers;
using ActorCritic.Distributed.Algorithm.Staleness;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Learner.Tests.Staleness;

/// <summary>A worker that is always three versions behind, under each of the policies. Plain gradient descent with η = 0.1; g = 0.01 everywhere.</summary>
public sealed class StalenessPolicySpecs
{
    private const long Staleness = 3;
    private const float Element = 0.01f;

    private static readonly DateTimeOffset Now = SampleRun.Start;

    [Fact]
    public void Without_a_policy_a_stale_gradient_has_the_plain_step()
    {
        var run = RunWith(StalenessPolicyKind.None);

        Assert.Equal(PlainStep(run, Element, 0.1f), Bits(StepOfStaleGradient(run)));
    }

    [Fact]
    public void Scaling_divides_the_learning_rate_of_the_step_but_not_that_of_the_metrics()
    {
        var run = RunWith(StalenessPolicyKind.Scale);

        Assert.Equal(PlainStep(run, Element, (float)(0.1 / 3)), Bits(StepOfStaleGradient(run)));
        Assert.Equal(0.1, run.TakeMetrics(Now).LearningRate);
    }

    [Fact]
    public void Compensation_adds_what_the_parameters_have_moved_since()
    {
        // Three steps against g = 0.01 with η = 0.1 have moved every parameter by −0.003, so g̃ = 0.01 + λ·1e-4·(−0.003), with λ = 1e4: 0.007.
        var run = RunWith(StalenessPolicyKind.Compensate, maxStaleness: 3, coefficient: 1e4);
        var before = run.Parameters.Values.ToArray();

        var after = StepOfStaleGradient(run);

        for (var i = 0; i < after.Length; i++)
            Assert.Equal(before[i] - 3 * 0.1 * 0.01 - 0.1 * 0.007, after[i], tolerance: 1e-6);
    }

    [Theory]
    [InlineData(StalenessPolicyKind.None, 0)]
    [InlineData(StalenessPolicyKind.Bound, 5)]
    [InlineData(StalenessPolicyKind.Scale, 0)]
    [InlineData(StalenessPolicyKind.Compensate, 5)]
    public void A_fresh_gradient_has_the_plain_step_bit_for_bit_under_every_policy(StalenessPolicyKind policy, long maxStaleness)
    {
        var run = RunWith(policy, maxStaleness, coefficient: 1e4);
        var expected = run.Parameters.Values.ToArray();
        var optimizer = new SgdOptions().CreateOptimizer(expected.Length);

        for (var version = 0; version < 10; version++)
        {
            run.Parameters.Snapshot();
            Submit(run, sequence: version + 1, baseVersion: version);
            optimizer.Step(expected, SampleRun.Vector(Element).Span, 0.1f);
        }

        Assert.Equal(Bits(expected), Bits(run.Parameters.Values.ToArray()));
    }

    [Theory]
    [InlineData(StalenessPolicyKind.None, 0, 4)]
    [InlineData(StalenessPolicyKind.Bound, 2, 3)]
    [InlineData(StalenessPolicyKind.Bound, 3, 4)]
    [InlineData(StalenessPolicyKind.Scale, 0, 4)]
    [InlineData(StalenessPolicyKind.Scale, 2, 3)]
    [InlineData(StalenessPolicyKind.Compensate, 2, 3)]
    [InlineData(StalenessPolicyKind.Compensate, 3, 4)]
    public void Every_gradient_is_in_the_distribution_of_staleness_or_among_the_refused(
        StalenessPolicyKind policy, long maxStaleness, long applied)
    {
        var run = RunWith(policy, maxStaleness);

        StepOfStaleGradient(run);

        var status = run.Status(TrainingPhase.Training, Now);
        Assert.Equal(applied, status.Version);
        Assert.Equal(applied, status.StalenessHistogram.Sum());
        Assert.Equal(3, status.StalenessHistogram[0]);
        Assert.Equal(applied - 3, status.StalenessHistogram[3]);
        Assert.Equal(applied == 4 ? 0.75 : 0, status.StalenessMean);
        Assert.Equal(applied == 4 ? [] : [new RejectionCount(GradientRejectionReason.TooStale, 1)], status.Rejections);
    }

    [Fact]
    public void Compensation_allocates_nothing_for_a_gradient()
    {
        var run = RunWith(StalenessPolicyKind.Compensate, maxStaleness: 3);
        run.Parameters.Snapshot();
        SubmitGradient[] gradients = [.. Enumerable.Range(1, 3).Select(sequence => SampleRun.Gradient(sequence))];
        StepOfStaleGradient(run);

        var allocated = long.MaxValue;
        for (var round = 0; round < 5 && allocated > 0; round++)
        {
            var again = RunWith(StalenessPolicyKind.Compensate, maxStaleness: 3);
            again.Parameters.Snapshot();
            Submit(again, sequence: 1, baseVersion: 0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            again.Apply(gradients[1], staleness: 1, Now);
            again.Apply(gradients[2], staleness: 2, Now);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>Three fresh gradients, then one of version 0.</summary>
    private static float[] StepOfStaleGradient(TrainingRun run)
    {
        run.Parameters.Snapshot();
        for (var version = 0; version < Staleness; version++)
            Submit(run, sequence: version + 1, baseVersion: version);
        Submit(run, sequence: 4, baseVersion: 0);
        return run.Parameters.Values.ToArray();
    }

    private static void Submit(TrainingRun run, long sequence, long baseVersion)
    {
        var gradient = SampleRun.Gradient(sequence, baseVersion);
        var decision = run.Admission.Decide(gradient, run.Parameters.Version);
        if (decision.IsAdmitted)
            run.Apply(gradient, decision.Staleness, Now);
        else
            run.Reject(gradient, decision.Reason.Value, decision.Explanation);
    }

    /// <summary>Three plain steps, then one with the given gradient and learning rate.</summary>
    private static int[] PlainStep(TrainingRun run, float element, float learningRate)
    {
        var parameters = run.Parameters.Values.ToArray();
        var optimizer = new SgdOptions().CreateOptimizer(parameters.Length);
        for (var i = 0; i < Staleness; i++)
            optimizer.Step(parameters, SampleRun.Vector(Element).Span, 0.1f);
        optimizer.Step(parameters, SampleRun.Vector(element).Span, learningRate);
        return Bits(parameters);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

    private static TrainingRun RunWith(StalenessPolicyKind policy, long maxStaleness = 0, double coefficient = 0.04)
    {
        var training = SampleRun.Training with { StalenessPolicy = policy, MaxStaleness = maxStaleness, CompensationCoefficient = coefficient };
        var run = new TrainingRun(SampleRun.Options with { Training = training }, Now);
        Assert.IsType<RegistrationDecision.Accepted>(run.Register(SampleRun.Registration(), Now));
        return run;
    }
}
