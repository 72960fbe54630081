using ActorCritic.Distributed.Protocol.Messages;

namespace ActorCritic.Distributed.Protocol.Tests;

public sealed class FloatVectorSpecs
{
    [Fact]
    public void Vectors_are_equal_when_their_bits_are()
    {
        var vector = FloatVector.CopyOf([1f, float.NaN, 0f]);

        Assert.Equal(FloatVector.CopyOf([1f, float.NaN, 0f]), vector);
        Assert.Equal(FloatVector.CopyOf([1f, float.NaN, 0f]).GetHashCode(), vector.GetHashCode());
        Assert.NotEqual(FloatVector.CopyOf([1f, float.NaN, -0f]), vector);
        Assert.NotEqual(FloatVector.CopyOf([1f, float.NaN]), vector);
    }

    [Fact]
    public void A_copy_does_not_follow_its_source_and_an_owned_array_is_not_copied()
    {
        float[] source = [1, 2];
        var copy = FloatVector.CopyOf(source);
        var owned = FloatVector.TakeOwnership(source);
        source[0] = 9;

        Assert.Equal(1f, copy.Span[0]);
        Assert.Equal(9f, owned.Span[0]);
    }
}
