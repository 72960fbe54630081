using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using ActorCritic.Distributed.Algorithm.Networks;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>What a measured number was measured on.</summary>
/// <param name="OperatingSystem">For example <c>Debian GNU/Linux 12 (bookworm)</c>.</param>
/// <param name="Architecture">For example <c>X64</c>.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Cpu">Model as the processor names itself; <c>unknown</c> where it does not.</param>
/// <param name="SimdBits">Width of the vectors that networks are computed with.</param>
/// <param name="Dotnet">For example <c>.NET 10.0.1</c>.</param>
public sealed record MachineDescription(string OperatingSystem, string Architecture, int Cores, string Cpu, int SimdBits, string Dotnet)
{
    /// <summary>This machine.</summary>
    public static MachineDescription Current() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        CpuModel(),
        SimdPolicyNetwork.VectorBits,
        RuntimeInformation.FrameworkDescription);

    /// <summary>The brand string: 48 ASCII bytes in the answers to leaves 0x80000002 to 0x80000004 (Intel SDM vol. 2A, CPUID).</summary>
    private static string CpuModel()
    {
        const int highestExtendedLeaf = unchecked((int)0x80000000);
        const int firstBrandLeaf = unchecked((int)0x80000002);
        const int lastBrandLeaf = unchecked((int)0x80000004);
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(highestExtendedLeaf, 0).Eax < unchecked((uint)lastBrandLeaf))
            return "unknown";

        var brand = new List<int>(12);
        for (var leaf = firstBrandLeaf; leaf <= lastBrandLeaf; leaf++)
        {
            var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, 0);
            brand.AddRange([eax, ebx, ecx, edx]);
        }

        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(brand))).Trim('\0', ' ');
    }
}
