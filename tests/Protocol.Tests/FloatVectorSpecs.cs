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

    [Fact]
    public void Lent_memory_goes_back_when_its_last_holder_has_released_it_and_no_sooner()
    {
        float[] memory = [1, 2];
        var returned = new List<float[]>();
        var vector = FloatVector.Lend(memory, returned.Add);
        vector.Hold();
        vector.Hold();

        vector.Release();
        vector.Release();
        Assert.Empty(returned);
        Assert.Equal(2f, vector.Span[1]);

        vector.Release();
        Assert.Same(memory, Assert.Single(returned));
    }

    [Fact]
    public void What_was_given_back_can_be_neither_read_nor_held_nor_given_back_again()
    {
        var returned = 0;
        var vector = FloatVector.Lend([1, 2], _ => returned++);
        vector.Release();

        Assert.Throws<ObjectDisposedException>(vector.Hold);
        Assert.Throws<ObjectDisposedException>(() => vector.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => vector.Memory);
        Assert.Throws<ObjectDisposedException>(() => vector.Equals(FloatVector.Empty));
        Assert.Throws<ObjectDisposedException>(vector.Release);
        Assert.Throws<ObjectDisposedException>(vector.Hold);
        Assert.Throws<ObjectDisposedException>(() => vector.Span[0]);
        Assert.Equal(1, returned);
    }

    [Fact]
    public void Holding_and_releasing_is_nothing_to_a_vector_that_is_not_lent()
    {
        var vector = FloatVector.CopyOf([1f]);

        vector.Release();
        vector.Release();
        vector.Hold();

        Assert.Equal(1f, vector.Span[0]);
    }
}
