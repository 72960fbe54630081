using ActorCritic.Distributed.Algorithm.Tests.Networks;

namespace ActorCritic.Distributed.Algorithm.Tests.Rollouts;

/// <summary>
/// A policy for <see cref="ScriptedEnvironment"/> that one can follow with a pencil: the value of an observation is ten times its number, and the action is certain, the number modulo 3.
/// </summary>
internal sealed class LegiblePolicy() : ForwardOnlyPolicy(observationSize: 2, ScriptedEnvironment.ActionCount)
{
    /// <summary>The numbers seen by each forward pass, in order.</summary>
    public List<float[]> Passes { get; } = [];

    public static float ValueOf(float number) => 10 * number;

    public override void Forward(ReadOnlySpan<float> observations, Span<float> logits, Span<float> values)
    {
        Assert.Equal(2 * values.Length, observations.Length);
        Assert.Equal(ScriptedEnvironment.ActionCount * values.Length, logits.Length);
        var numbers = new float[values.Length];
        logits.Fill(-1000);
        for (var row = 0; row < numbers.Length; row++)
        {
            var number = numbers[row] = observations[2 * row];
            Assert.Equal(-number, observations[2 * row + 1]);
            values[row] = ValueOf(number);
            logits[ScriptedEnvironment.ActionCount * row + (int)number % ScriptedEnvironment.ActionCount] = 0;
        }

        Passes.Add(numbers);
    }
}
