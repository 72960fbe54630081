using System.Runtime.InteropServices;
using ActorCritic.Distributed.Algorithm.Kernels;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public class AlignedFloatsSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1001)]
    public void Start_at_a_cache_line_with_zeros(int count)
    {
        for (var repetition = 0; repetition < 20; repetition++)
        {
            var floats = new AlignedFloats(count);

            Assert.Equal(count, floats.Span.Length);
            Assert.All(floats.Span.ToArray(), element => Assert.Equal(0, element));
            Assert.Equal(0, AddressOf(floats.Span) % 64);
        }
    }

    private static long AddressOf(Span<float> span)
    {
        // The memory is pinned, so that the address stays what it is.
        ref var first = ref MemoryMarshal.GetReference(span);
        return System.Runtime.CompilerServices.Unsafe.ByteOffset(ref System.Runtime.CompilerServices.Unsafe.NullRef<float>(), ref first);
    }
}
