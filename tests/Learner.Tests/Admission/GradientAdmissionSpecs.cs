using ActorCritic.Distributed.Algorithm.Gradients;
using ActorCritic.Distributed.Algorithm.Training;
using ActorCritic.Distributed.Learner.Admission;
using ActorCritic.Distributed.Learner.Parameters;
using ActorCritic.Distributed.Learner.Registration;
using ActorCritic.Distributed.Protocol.Messages;
using CsCheck;

namespace ActorCritic.Distributed.Learner.Tests.Admission;

public sealed class GradientAdmissionSpecs
{
    private const long CurrentVersion = 10;

    private readonly WorkerNodeRegistry _nodes = new(maxNodes: 10, maxWorkers: 10);
    private readonly GradientAdmission _admission;

    public GradientAdmissionSpecs()
    {
        _nodes.Register(SampleRun.Registration("node-a", workers: 2));
        _nodes.Register(SampleRun.Registration("node-b", workers: 1));
        _admission = AdmissionWith(SampleRun.Options);
    }

    private static SubmitGradient Valid => SampleRun.Gradient(baseVersion: 7);

    [Fact]
    public void A_sound_gradient_is_admitted_with_its_staleness()
    {
        var decision = _admission.Decide(Valid, CurrentVersion);

        Assert.True(decision.IsAdmitted);
        Assert.Equal(3, decision.Staleness);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_gradient_with_one_fault_is_refused_with_the_reason_and_its_values(string fault, GradientRejectionReason reason, string value)
    {
        var decision = _admission.Decide(FaultyGradients[fault], CurrentVersion);

        Assert.False(decision.IsAdmitted);
        Assert.Equal(reason, decision.Reason);
        Assert.Contains(value, decision.Explanation, StringComparison.Ordinal);
        Assert.EndsWith(".", decision.Explanation, StringComparison.Ordinal);
        Assert.Equal(0, decision.Staleness);
    }

    public static TheoryData<string, GradientRejectionReason, string> Faults { get; } = new()
    {
        { "another run", GradientRejectionReason.UnknownRun, "'run-2'" },
        { "an older term", GradientRejectionReason.OtherTerm, "term 2" },
        { "a newer term", GradientRejectionReason.OtherTerm, "term 4" },
        { "an unknown node", GradientRejectionReason.UnknownWorker, "'node-z'" },
        { "a worker nobody has", GradientRejectionReason.UnknownWorker, "worker 3" },
        { "a negative worker", GradientRejectionReason.UnknownWorker, "worker -1" },
        { "another node's worker", GradientRejectionReason.UnknownWorker, "worker 2" },
        { "another layout", GradientRejectionReason.OtherLayout, "0000000000000001" },
        { "no elements", GradientRejectionReason.WrongLength, "0 elements" },
        { "an element too many", GradientRejectionReason.WrongLength, "20 elements" },
        { "no steps", GradientRejectionReason.InvalidReport, "0 environment steps" },
        { "too many steps", GradientRejectionReason.InvalidReport, "2147483647 environment steps" },
        { "negative steps", GradientRejectionReason.InvalidReport, "-10 environment steps" },
        { "more episodes than steps", GradientRejectionReason.InvalidReport, "11 finished episodes" },
        { "an episode without steps", GradientRejectionReason.InvalidReport, "0 steps" },
        { "an episode that returned NaN", GradientRejectionReason.InvalidReport, "NaN" },
        { "a negative version", GradientRejectionReason.UnknownVersion, "version -1" },
        { "a future version", GradientRejectionReason.UnknownVersion, "version 11" },
        { "a NaN", GradientRejectionReason.NonFinite, "Element 18 of the gradient is NaN" },
        { "an infinity", GradientRejectionReason.NonFinite, "Element 0 of the gradient is -Infinity" },
        { "a NaN, and so its losses", GradientRejectionReason.NonFinite, "Element 5 of the gradient is NaN" },
        { "too large a norm", GradientRejectionReason.NormTooLarge, "0.6" },
        { "squares beyond float32", GradientRejectionReason.NormTooLarge, "1e+38" },
        { "a policy loss of NaN", GradientRejectionReason.InvalidReport, "policy loss NaN" },
        { "an infinite value loss", GradientRejectionReason.InvalidReport, "value loss Infinity" },
        { "an entropy of NaN", GradientRejectionReason.InvalidReport, "entropy NaN" },
        { "a gradient norm of NaN", GradientRejectionReason.InvalidReport, "gradient norm NaN" },
        { "a negative gradient norm", GradientRejectionReason.InvalidReport, "gradient norm -1" },
        { "an infinite explained variance", GradientRejectionReason.InvalidReport, "explained variance -Infinity" },
    };

    private static Dictionary<string, SubmitGradient> FaultyGradients { get; } = new()
    {
        ["another run"] = Valid with { Run = "run-2" },
        ["an older term"] = Valid with { Term = SampleRun.Term - 1 },
        ["a newer term"] = Valid with { Term = SampleRun.Term + 1 },
        ["an unknown node"] = Valid with { Node = "node-z" },
        ["a worker nobody has"] = Valid with { Worker = 3 },
        ["a negative worker"] = Valid with { Worker = -1 },
        ["another node's worker"] = Valid with { Worker = 2 },
        ["another layout"] = Valid with { LayoutFingerprint = 1 },
        ["no elements"] = Valid with { Gradient = FloatVector.Empty },
        ["an element too many"] = Valid with { Gradient = FloatVector.CopyOf(new float[20]) },
        ["no steps"] = WithReport(SampleRun.Report with { EnvironmentSteps = 0 }),
        ["too many steps"] = WithReport(SampleRun.Report with { EnvironmentSteps = int.MaxValue }),
        ["negative steps"] = WithReport(SampleRun.Report with { EnvironmentSteps = -10 }),
        ["more episodes than steps"] = WithReport(SampleRun.Report with { Episodes = [.. Enumerable.Repeat(new EpisodeReport(1, 1), 11)] }),
        ["an episode without steps"] = WithReport(SampleRun.Report with { Episodes = [new(10, 10), new(0, 0)] }),
        ["an episode that returned NaN"] = WithReport(SampleRun.Report with { Episodes = [new(double.NaN, 10)] }),
        ["a negative version"] = Valid with { BaseVersion = -1 },
        ["a future version"] = Valid with { BaseVersion = CurrentVersion + 1 },
        ["a NaN"] = WithElement(18, float.NaN),
        ["an infinity"] = WithElement(0, float.NegativeInfinity),
        ["a NaN, and so its losses"] = WithElement(5, float.NaN) with
        {
            Rollout = SampleRun.Report with { PolicyLoss = double.NaN, GradientNorm = double.NaN },
        },
        ["too large a norm"] = WithElement(3, 0.6f),
        ["squares beyond float32"] = WithElement(3, 1e38f),
        ["a policy loss of NaN"] = WithReport(SampleRun.Report with { PolicyLoss = double.NaN }),
        ["an infinite value loss"] = WithReport(SampleRun.Report with { ValueLoss = double.PositiveInfinity }),
        ["an entropy of NaN"] = WithReport(SampleRun.Report with { Entropy = double.NaN }),
        ["a gradient norm of NaN"] = WithReport(SampleRun.Report with { GradientNorm = double.NaN }),
        ["a negative gradient norm"] = WithReport(SampleRun.Report with { GradientNorm = -1 }),
        ["an infinite explained variance"] = WithReport(SampleRun.Report with { ExplainedVariance = double.NegativeInfinity }),
    };

    [Fact]
    public void Returns_that_do_not_vary_have_no_explained_variance_and_that_is_no_fault() =>
        Assert.True(_admission.Decide(WithReport(SampleRun.Report with { ExplainedVariance = double.NaN }), CurrentVersion).IsAdmitted);

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_sequence_number_that_does_not_rise_is_a_duplicate(long second)
    {
        Assert.True(_admission.Decide(Valid with { Sequence = 5 }, CurrentVersion).IsAdmitted);

        Assert.Equal(GradientRejectionReason.Duplicate, _admission.Decide(Valid with { Sequence = second }, CurrentVersion).Reason);
    }

    [Fact]
    public void A_copy_is_refused_whatever_its_numbers_are_by_now_for_its_worker_writes_the_next_gradient_there()
    {
        Assert.True(_admission.Decide(Valid, CurrentVersion).IsAdmitted);

        var written = FloatVector.CopyOf([.. Enumerable.Repeat(float.NaN, Valid.Gradient.Length)]);
        Assert.Equal(GradientRejectionReason.Duplicate, _admission.Decide(Valid with { Gradient = written }, CurrentVersion).Reason);
    }

    [Fact]
    public void A_lost_gradient_leaves_a_gap_that_does_not_matter()
    {
        Assert.True(_admission.Decide(Valid with { Sequence = 5 }, CurrentVersion).IsAdmitted);

        Assert.True(_admission.Decide(Valid with { Sequence = 8 }, CurrentVersion).IsAdmitted);
    }

    [Fact]
    public void A_refused_gradient_uses_up_its_number()
    {
        var early = Valid with { BaseVersion = CurrentVersion + 1 };
        Assert.False(_admission.Decide(early, CurrentVersion).IsAdmitted);

        // The copy comes when its version exists: it must not slip in now.
        Assert.Equal(GradientRejectionReason.Duplicate, _admission.Decide(early, CurrentVersion + 1).Reason);
    }

    [Fact]
    public void A_strangers_gradient_does_not_use_up_a_workers_number()
    {
        _admission.Decide(Valid with { Run = "run-2", Sequence = 5 }, CurrentVersion);
        _admission.Decide(Valid with { Node = "node-b", Sequence = 5 }, CurrentVersion);

        Assert.True(_admission.Decide(Valid with { Sequence = 5 }, CurrentVersion).IsAdmitted);
    }

    [Fact]
    public void Every_worker_counts_for_itself()
    {
        Assert.True(_admission.Decide(Valid with { Worker = 0, Sequence = 5 }, CurrentVersion).IsAdmitted);

        Assert.True(_admission.Decide(Valid with { Worker = 1, Sequence = 5 }, CurrentVersion).IsAdmitted);
    }

    [Fact]
    public void The_workers_of_a_node_that_left_are_unknown()
    {
        Assert.True(_nodes.Forget("node-a", out var node));
        _admission.Forget(node);

        Assert.Equal(GradientRejectionReason.UnknownWorker, _admission.Decide(Valid, CurrentVersion).Reason);
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(1, 0, true)]
    [InlineData(0, 10, true)]
    public void Staleness_is_bounded_unless_the_bound_is_zero(long bound, long staleness, bool isAdmitted)
    {
        var admission = AdmissionWith(SampleRun.Options with { Training = SampleRun.Training with { MaxStaleness = bound } });

        var decision = admission.Decide(Valid with { BaseVersion = CurrentVersion - staleness }, CurrentVersion);

        Assert.Equal(isAdmitted ? null : GradientRejectionReason.TooStale, decision.Reason);
        Assert.Equal(isAdmitted ? staleness : 0, decision.Staleness);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void In_a_synchronous_run_only_the_newest_version_counts(long staleness, bool isAdmitted)
    {
        var admission = AdmissionWith(SampleRun.Options with { Training = SampleRun.Training with { Mode = TrainingMode.Sync } });

        var decision = admission.Decide(Valid with { BaseVersion = CurrentVersion - staleness }, CurrentVersion);

        Assert.Equal(isAdmitted ? null : GradientRejectionReason.TooStale, decision.Reason);
    }

    [Fact]
    public void A_stale_gradient_of_parameters_that_are_not_held_is_refused_where_they_are_needed()
    {
        var history = new ParameterHistory(5);
        history.Remember(new ParameterSnapshot(7, 70, SampleRun.Vector(0)));
        var admission = new GradientAdmission(AdmissionRules.Of(SampleRun.Options, SampleRun.Layout), _nodes, history);

        Assert.True(admission.Decide(Valid with { Sequence = 1, BaseVersion = 7 }, CurrentVersion).IsAdmitted);
        Assert.True(admission.Decide(Valid with { Sequence = 2, BaseVersion = CurrentVersion }, CurrentVersion).IsAdmitted);
        var decision = admission.Decide(Valid with { Sequence = 3, BaseVersion = 8 }, CurrentVersion);
        Assert.Equal(GradientRejectionReason.UnknownVersion, decision.Reason);
        Assert.Equal("The gradient was computed with version 8, which no node was given.", decision.Explanation);
    }

    [Fact]
    public void Whatever_clipping_leaves_is_admitted() =>
        Gen.Select(Gen.Float[-1e6f, 1e6f].Array[19], Gen.Double[1e-3, 1e3]).Sample((values, bound) =>
        {
            GradientNorm.Clip(values, bound);
            var admission = AdmissionWith(SampleRun.Options with { Training = SampleRun.Training with { MaxGradientNorm = bound } });

            Assert.True(admission.Decide(Valid with { Gradient = FloatVector.CopyOf(values) }, CurrentVersion).IsAdmitted);
        });

    [Theory]
    [InlineData(99f, true)]
    [InlineData(101f, false)]
    public void Without_clipping_another_limit_holds(float norm, bool isAdmitted)
    {
        var admission = AdmissionWith(SampleRun.Options with
        {
            Training = SampleRun.Training with { MaxGradientNorm = 0 },
            UnclippedGradientNormLimit = 100,
        });

        Assert.Equal(isAdmitted, admission.Decide(WithElement(0, norm), CurrentVersion).IsAdmitted);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_bad_element_is_found_wherever_it_is(float value)
    {
        for (var index = 0; index < SampleRun.Layout.Count; index++)
        {
            var decision = AdmissionWith(SampleRun.Options).Decide(WithElement(index, value), CurrentVersion);

            Assert.Equal(GradientRejectionReason.NonFinite, decision.Reason);
            Assert.Contains($"Element {index} ", decision.Explanation, StringComparison.Ordinal);
        }
    }

    private static SubmitGradient WithReport(RolloutReport report) => Valid with { Rollout = report };

    private static SubmitGradient WithElement(int index, float value)
    {
        var values = new float[SampleRun.Layout.Count];
        values[index] = value;
        return Valid with { Gradient = FloatVector.CopyOf(values) };
    }

    private GradientAdmission AdmissionWith(LearnerOptions options) => new(AdmissionRules.Of(options, SampleRun.Layout), _nodes);
}
