using System.Collections;
using ActorCritic.Distributed.Protocol.Messages;
using ActorCritic.Distributed.Protocol.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using V1 = ActorCritic.Distributed.Protocol.Wire.V1;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>
/// What each field may hold, both sides of every limit. A field is set in the wire form of a sample, by its name in the .proto; then the message must
/// be read, or refused with exactly that field named. A field without a rule in the table fails.
/// </summary>
public sealed class FieldRulesSpecs(WireFixture wire) : IClassFixture<WireFixture>
{
    /// <summary>Message: field rule, field rule, … The rules are those of <see cref="FieldRule"/>.</summary>
    private const string Table =
        """
        RegisterWorkerNode: protocol_version any, node text, worker_count any
        WorkerNodeAccepted: run name, term count, node name, first_worker count, plan part, parameters part
        WorkerNodeRejected: node text, reason known, explanation text
        PlanDeclined: run name, term count, node name, explanation text
        WorkerFailed: run name, term count, node name, worker count, cause text
        GradientLost: run name, term count, node name, worker count, sequence count
        TrainingPlan: environment name, seed any, environments_per_worker to65536, rollout_length to65536, discount fraction, gae_lambda fraction
        TrainingPlan: normalize_advantages any, reward_scale positive, value_coefficient count, entropy_coefficient count
        TrainingPlan: entropy_coefficient_schedule name, max_gradient_norm count, max_steps positive, network part, layout_fingerprint any, gradients_in_flight absentOrTo64
        NetworkPlan: hidden_sizes list100to65536, activation name, separate_trunks any
        ParameterSnapshot: version count, environment_steps count, values floats
        ParametersPublished: run name, term count, parameters part
        ParametersReceived: run name, term count, node name, version count
        SubmitGradient: run name, term count, node name, worker count, sequence count, base_version any, layout_fingerprint any
        SubmitGradient: gradient floats, rollout part, received_version count
        RolloutReport: environment_steps any, episodes list, policy_loss any, value_loss any, entropy any, gradient_norm any
        RolloutReport: explained_variance any
        EpisodeReport: return any, length any
        GradientApplied: run name, term count, worker count, sequence count, version count, staleness count
        GradientRejected: run name, term count, worker count, sequence count, reason known, explanation text
        EvaluatePolicy: run name, term count, round count, environment name, network part, parameters part, episodes positive, seed any
        PolicyEvaluated: run name, term count, round count, version count, environment_steps count, episodes positive, return_mean any
        PolicyEvaluated: return_deviation any, return_minimum any, return_maximum any, length_mean any
        EvaluationFailed: run name, term count, round count, version count, cause text
        TrainingStatus: run name, term count, phase known, environment name, seed any, elapsed_seconds count, version count, environment_steps count
        TrainingStatus: max_steps positive, steps_per_second count, gradients_per_second count, episodes count, episode_return_mean finiteOrNaN
        TrainingStatus: episode_length_mean finiteOrNaN, last_evaluation optional, staleness_mean finiteOrNaN, staleness_maximum count
        TrainingStatus: staleness_histogram listOfCounts, rejections list, gradients_lost count, worker_failures count, evaluations_skipped count, nodes list
        TrainingStatus: standbys list, standstill text
        StandbyStatus: node name, acknowledged_version countOrMinus1, is_in_sync any
        EvaluationStatus: version count, environment_steps count, episodes positive, return_mean finite, return_deviation count
        RejectionCount: reason known, count count
        WorkerNodeStatus: node name, acknowledged_version count, versions_skipped count, workers list, rejections list
        WorkerStatus: worker count, gradients_applied count, gradients_rejected count, environment_steps count, steps_per_second count
        WorkerStatus: staleness_mean finiteOrNaN, staleness_maximum count, failures count
        TrainingCompleted: run name, term count, outcome known, explanation text
        RegisterStandby: protocol_version any, node text
        StandbyRejected: node text, reason known, explanation text
        LearnerStateReplicated: state part
        LearnerStateReceived: run name, term count, node name, version count
        LearnerState: run name, term count, plan document, layout_fingerprint any, parameters part, optimizer part, statistics part
        LearnerState: evaluations part, stopping part, next_metrics_at count, last_learning_rate count, next_worker count
        OptimizerSnapshot: name name, step_count count, vectors list
        OptimizerVector: name name, values floats
        StatisticsState: elapsed_ticks count, episodes count, last_episodes list, staleness_histogram listOfCounts, staleness_sum count
        StatisticsState: staleness_maximum count, rejections list, gradients_lost count, worker_failures count, last_evaluation optional
        StatisticsState: is_evaluation_new any, row part
        MetricsRowSums: gradients count, policy_loss any, value_loss any, entropy any, gradient_norm any, explained_variance any
        MetricsRowSums: explained_variance_count count, staleness count, staleness_maximum count
        EvaluationScheduleState: next_number count, skipped count, last_scheduled_version countOrMinus1, next_at count, pending list
        PendingEvaluation: number count, round count, parameters part
        StoppingState: candidate optional, solved optional
        SolvedPolicy: parameters part, first_evaluation part, confirmation part
        MessagePiece: transfer any, index count, total_length count, manifest name, target name, sender text, checksum any, content piece
        MessagePieceReceived: transfer any, index count, outcome known
        """;

    private static readonly Dictionary<(string Message, string Field), string> s_rules = (
        from line in Table.Split('\n')
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        from entry in line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries)
        select (Key: (line[..colon], entry.Split(' ')[0]), Rule: entry.Split(' ')[1])).ToDictionary(pair => pair.Key, pair => pair.Rule);

    public static TheoryData<string> Messages => MessageTypes.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_field_is_read_at_its_limits_and_refused_beyond_them(string name)
    {
        var type = MessageTypes.Named(name);
        var descriptor = V1Descriptor(name);
        var fieldCount = FieldsOf(descriptor.Parser.ParseFrom(wire.SampleBytes(type))).Count();

        for (var i = 0; i < fieldCount; i++)
        {
            // A fresh message for each value: the fields of one instance are found in the same order as those of another.
            (IMessage Root, IMessage Owner, FieldDescriptor Field) Fresh()
            {
                var root = descriptor.Parser.ParseFrom(wire.SampleBytes(type));
                var (owner, field) = FieldsOf(root).ElementAt(i);
                return (root, owner, field);
            }

            var (_, owner, field) = Fresh();
            var place = $"{owner.Descriptor.Name}.{field.Name}";
            Assert.True(s_rules.TryGetValue((owner.Descriptor.Name, field.Name), out var rule), $"{place} has no rule in the table.");
            var values = FieldRule.Named(rule, field);

            Assert.NotEmpty(values.Allowed);
            foreach (var value in values.Allowed)
            {
                var fresh = Fresh();
                Set(fresh.Owner, fresh.Field, value);
                Assert.Null(Record.Exception(() => wire.Read(type, fresh.Root.ToByteArray())));
            }

            foreach (var value in values.Refused)
            {
                var fresh = Fresh();
                Set(fresh.Owner, fresh.Field, value);
                var exception = Record.Exception(() => wire.Read(type, fresh.Root.ToByteArray()));
                Assert.True(exception is MalformedMessageException, $"{place} = {value ?? "absent"} was not refused: {exception}");
                var malformed = (MalformedMessageException)exception;
                Assert.Equal((owner.Descriptor.Name, field.PropertyName), (malformed.MessageType, malformed.Field));
            }
        }
    }

    [Fact]
    public void The_table_speaks_of_no_field_that_is_not_there()
    {
        var fields =
            from message in V1.ActorcriticReflection.Descriptor.MessageTypes
            from field in message.Fields.InDeclarationOrder()
            select (message.Name, field.Name);

        Assert.Equal(fields.Order(), s_rules.Keys.Order());
    }

    [Fact]
    public void A_refusal_names_message_field_value_and_what_is_allowed()
    {
        var bytes = new V1.GradientApplied { Run = "run-7", Staleness = -3 }.ToByteArray();

        var exception = Assert.Throws<MalformedMessageException>(() => wire.Read(typeof(GradientApplied), bytes));

        Assert.Equal("GradientApplied.Staleness is -3; allowed is 0 or more.", exception.Message);
        Assert.Equal(("GradientApplied", "Staleness", "-3", "0 or more"), (exception.MessageType, exception.Field, exception.Value, exception.Allowed));
    }

    [Fact]
    public void A_refused_enumeration_names_the_known_values()
    {
        var bytes = new V1.TrainingCompleted { Run = "run-7", Outcome = (V1.TrainingOutcome)9 }.ToByteArray();

        var exception = Assert.Throws<MalformedMessageException>(() => wire.Read(typeof(TrainingCompleted), bytes));

        Assert.Equal("9", exception.Value);
        Assert.Equal("1 (Solved), 2 (BudgetExhausted), 3 (Stopped), 4 (Failed)", exception.Allowed);
    }

    [Fact]
    public void An_enumerations_value_that_does_not_exist_cannot_be_sent() =>
        Assert.Throws<MalformedMessageException>(() => wire.RoundTrip(MessageSamples.Of<TrainingCompleted>() with { Outcome = (TrainingOutcome)9 }));

    [Theory]
    [InlineData(typeof(WorkerNodeRejectionReason), typeof(V1.WorkerNodeRejectionReason))]
    [InlineData(typeof(GradientRejectionReason), typeof(V1.GradientRejectionReason))]
    [InlineData(typeof(TrainingPhase), typeof(V1.TrainingPhase))]
    [InlineData(typeof(StandbyRejectionReason), typeof(V1.StandbyRejectionReason))]
    [InlineData(typeof(TrainingOutcome), typeof(V1.TrainingOutcome))]
    [InlineData(typeof(PieceOutcome), typeof(V1.PieceOutcome))]
    public void An_enumeration_has_the_same_values_on_both_sides_of_the_wire(Type message, Type onWire) =>
        Assert.Equal(Enum.GetNames(message).Append("Unspecified").Order(StringComparer.Ordinal), Enum.GetNames(onWire).Order(StringComparer.Ordinal));

    private static MessageDescriptor V1Descriptor(string name) =>
        V1.ActorcriticReflection.Descriptor.MessageTypes.Single(message => message.Name == name);

    /// <summary>All fields of a message and of its parts; of a list's items those of the first.</summary>
    private static IEnumerable<(IMessage Owner, FieldDescriptor Field)> FieldsOf(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            yield return (message, field);
            var value = field.Accessor.GetValue(message);
            var part = field.IsRepeated ? ((IList)value)[0] as IMessage : value as IMessage;
            foreach (var inner in part is null ? [] : FieldsOf(part))
                yield return inner;
        }
    }

    private static void Set(IMessage owner, FieldDescriptor field, object? value)
    {
        if (value is Unchanged)
        {
            return;
        }

        if (value is RepeatedTo repeated)
        {
            var list = (IList)field.Accessor.GetValue(owner);
            var first = repeated.Item ?? list[0];
            list.Clear();
            for (var i = 0; i < repeated.Count; i++)
                list.Add(first);
        }
        else if (value is null)
        {
            field.Accessor.Clear(owner);
        }
        else
        {
            field.Accessor.SetValue(owner, value);
        }
    }
}
