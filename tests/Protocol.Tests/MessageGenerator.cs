using System.Reflection;
using ActorCritic.Distributed.Protocol.Messages;
using CsCheck;

namespace ActorCritic.Distributed.Protocol.Tests;

/// <summary>Random messages of any type, made from the parameters of its constructor, so that a new message needs no generator of its own.</summary>
/// <remarks>Numbers lie where every field allows them: integers from 1, fractions in (0, 1].</remarks>
internal static class MessageGenerator
{
    private static readonly Gen<object> s_text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 40], Gen.OneOf("λ → 🙂", " ", new string('x', 1024))).Select(text => (object)text);

    private static readonly Gen<object> s_vector = Gen.UInt.Array[0, 200].Select(bits =>
        (object)FloatVector.TakeOwnership([.. bits.Select(BitConverter.UInt32BitsToSingle)]));

    private static readonly Gen<object> s_bytes = Gen.Byte.Array[0, 200].Select(bytes => (object)ByteVector.TakeOwnership(bytes));

    public static Gen<ITrainingMessage> Of(Type type) => Values(type).Select(value => (ITrainingMessage)value);

    private static Gen<object> Values(Type type) => type switch
    {
        _ when type == typeof(string) => s_text,
        _ when type == typeof(bool) => Gen.Bool.Select(value => (object)value),
        _ when type == typeof(int) => Gen.OneOf(Gen.Int[1, 65_536], Gen.OneOf(1, 65_536)).Select(value => (object)value),
        _ when type == typeof(long) => Gen.OneOf(Gen.Long[1, long.MaxValue], Gen.OneOf(1L, long.MaxValue)).Select(value => (object)value),
        _ when type == typeof(ulong) => Gen.OneOf(Gen.ULong, Gen.OneOf(0UL, ulong.MaxValue)).Select(value => (object)value),
        _ when type == typeof(uint) => Gen.UInt.Select(value => (object)value),
        _ when type == typeof(double) => Gen.OneOf(Gen.Double[1e-9, 1], Gen.OneOf(double.Epsilon, 1)).Select(value => (object)value),
        _ when type == typeof(FloatVector) => s_vector,
        _ when type == typeof(ByteVector) => s_bytes,
        { IsEnum: true } => Gen.OneOf(Enum.GetValues(type).Cast<object>().ToArray()),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(EquatableList<>) => Lists(type.GetGenericArguments()[0]),
        _ => Records(type),
    };

    private static Gen<object> Records(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var arguments = Gen.Const(Array.Empty<object?>());
        foreach (var parameter in constructor.GetParameters())
            arguments = Gen.Select(arguments, Optional(parameter), (before, value) => (object?[])[.. before, value]);
        return arguments.Select(constructor.Invoke);
    }

    private static Gen<object?> Optional(ParameterInfo parameter)
    {
        // The one number whose range is narrower than that of its type here.
        var values = parameter.Name == nameof(TrainingPlan.GradientsInFlight)
            ? Gen.Int[1, 64].Select(value => (object?)value)
            : Values(parameter.ParameterType).Select(value => (object?)value);
        var mayBeMissing = !parameter.ParameterType.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return mayBeMissing ? Gen.OneOf(values, Gen.Const((object?)null)) : values;
    }

    private static Gen<object> Lists(Type item)
    {
        var create = typeof(MessageGenerator).GetMethod(nameof(ListOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(item);
        return Values(item).Array[0, 5].Select(items => create.Invoke(null, [items])!);
    }

    private static EquatableList<T> ListOf<T>(object[] items) => [.. items.Cast<T>()];
}
