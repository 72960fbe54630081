using System;
using System.Linq;
using CsCheck;

namespace ActorCritic.Distributed.Build.Tests;

public class VersionRequirementSpecs
{
    private const string Version = ElfLibraryBuilder.Version;
    private const string Symbol = ElfLibraryBuilder.Symbol;

    [Fact]
    public void A_requirement_that_only_the_unused_symbol_asks_for_is_weakened_at_its_own_flags()
    {
        ElfLibraryBuilder builder = ElfLibraryBuilder.LikeTorchSharp();
        Weakening weakening = VersionRequirement.Decide(builder.Build(), Version, Symbol);

        Assert.Equal(WeakeningOutcome.Weakened, weakening.Outcome);
        Assert.Equal(builder.FlagsOffset, weakening.FlagsOffset);
    }

    [Fact]
    public void Deciding_changes_no_byte()
    {
        byte[] image = ElfLibraryBuilder.LikeTorchSharp().Build();
        byte[] before = [.. image];
        VersionRequirement.Decide(image, Version, Symbol);

        Assert.Equal(before, image);
    }

    [Fact]
    public void A_requirement_that_is_weak_already_is_left_as_it_is()
    {
        ElfLibraryBuilder builder = ElfLibraryBuilder.LikeTorchSharp();
        byte[] image = builder.Build();
        image[builder.FlagsOffset] = 0x2;

        Assert.Equal(WeakeningOutcome.AlreadyWeak, VersionRequirement.Decide(image, Version, Symbol).Outcome);
    }

    [Fact]
    public void A_library_that_does_not_require_the_version_is_left_as_it_is() =>
        Assert.Equal(WeakeningOutcome.NotRequired, VersionRequirement.Decide(ElfLibraryBuilder.LikeTorchSharp().Build(), "GLIBCXX_3.4.33", Symbol).Outcome);

    [Fact]
    public void A_library_without_versioned_symbols_is_left_as_it_is() =>
        Assert.Equal(WeakeningOutcome.NotRequired, VersionRequirement.Decide(new ElfLibraryBuilder().Build(), Version, Symbol).Outcome);

    [Fact]
    public void A_version_whose_name_only_begins_like_the_required_one_does_not_count()
    {
        byte[] image = new ElfLibraryBuilder().Requires("libstdc++.so.6", (Version + "1", 2, 0)).WithSymbol(Symbol, 2).Build();

        Assert.Equal(WeakeningOutcome.NotRequired, VersionRequirement.Decide(image, Version, Symbol).Outcome);
    }

    [Fact]
    public void A_relocation_in_the_data_that_refers_to_the_symbol_forbids_it() =>
        AssertRefused(ElfLibraryBuilder.LikeTorchSharp().RelocatedInData(Symbol), "a relocation refers to " + Symbol);

    [Fact]
    public void A_relocation_in_the_procedure_linkage_table_that_refers_to_the_symbol_forbids_it() =>
        AssertRefused(ElfLibraryBuilder.LikeTorchSharp().RelocatedInPlt(Symbol), "a relocation refers to " + Symbol);

    [Fact]
    public void Another_symbol_of_the_same_version_forbids_it() =>
        AssertRefused(ElfLibraryBuilder.LikeTorchSharp().WithSymbol("_ZNSt13__future_used_oneEv", 4), "_ZNSt13__future_used_oneEv needs " + Version);

    [Fact]
    public void A_symbol_whose_version_is_hidden_counts_as_one_of_that_version() =>
        AssertRefused(ElfLibraryBuilder.LikeTorchSharp().WithSymbol("_ZNSt13__future_used_oneEv", 0x8004), "_ZNSt13__future_used_oneEv needs " + Version);

    [Fact]
    public void A_library_that_defines_the_symbol_itself_is_refused() =>
        AssertRefused(new ElfLibraryBuilder().Requires("libstdc++.so.6", (Version, 2, 0)).WithSymbol(Symbol, 2, undefined: false), "defined in the library itself");

    [Fact]
    public void A_version_that_no_symbol_is_bound_to_is_refused() =>
        AssertRefused(new ElfLibraryBuilder().Requires("libstdc++.so.6", (Version, 2, 0)).WithSymbol("exp", 3), "no symbol is bound");

    [Fact]
    public void A_version_required_from_two_files_is_refused() =>
        AssertRefused(ElfLibraryBuilder.LikeTorchSharp().Requires("libother.so", (Version, 7, 0)), "2 times");

    [Fact]
    public void A_library_for_another_machine_is_refused() =>
        AssertRefused(WithArm64(), "no shared library for x86-64");

    [Fact]
    public void An_executable_is_refused() =>
        AssertRefused(new ElfLibraryBuilder { Type = 2 }, "no shared library for x86-64");

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void A_library_of_32_bits_or_of_big_endian_order_is_refused(int position, byte value)
    {
        byte[] image = ElfLibraryBuilder.LikeTorchSharp().Build();
        image[position] = value;

        Weakening weakening = VersionRequirement.Decide(image, Version, Symbol);
        Assert.Equal(WeakeningOutcome.Refused, weakening.Outcome);
        Assert.Contains("64-bit little-endian", weakening.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_truncated_anywhere_is_refused_with_a_reason()
    {
        byte[] image = ElfLibraryBuilder.LikeTorchSharp().Build();
        foreach (int length in Enumerable.Range(0, image.Length))
        {
            Weakening weakening = VersionRequirement.Decide(image[..length], Version, Symbol);
            Assert.Equal(WeakeningOutcome.Refused, weakening.Outcome);
            Assert.NotEmpty(weakening.Explanation);
        }
    }

    [Fact]
    public void Garbage_is_refused_with_a_reason() => Gen.Byte.Array[0, 300].Sample(garbage =>
    {
        Weakening weakening = VersionRequirement.Decide(garbage, Version, Symbol);
        return weakening.Outcome == WeakeningOutcome.Refused && weakening.Explanation.Length > 0;
    });

    [Fact]
    public void A_damaged_library_yields_a_decision_and_never_one_that_points_elsewhere()
    {
        ElfLibraryBuilder builder = ElfLibraryBuilder.LikeTorchSharp();
        byte[] image = builder.Build();
        Gen.Select(Gen.Int[0, image.Length - 1], Gen.Byte).Array[1, 8].Sample(damages =>
        {
            byte[] damaged = [.. image];
            foreach ((int position, byte value) in damages)
                damaged[position] = value;

            Weakening weakening = VersionRequirement.Decide(damaged, Version, Symbol);
            return weakening.Outcome == WeakeningOutcome.Weakened
                ? weakening.FlagsOffset > 0 && weakening.FlagsOffset + 2 <= damaged.Length
                : weakening.FlagsOffset == -1 && weakening.Explanation.Length > 0;
        });
    }

    private static ElfLibraryBuilder WithArm64() => new() { Machine = 183 };

    private static void AssertRefused(ElfLibraryBuilder builder, string reason)
    {
        Weakening weakening = VersionRequirement.Decide(builder.Build(), Version, Symbol);
        Assert.Equal(WeakeningOutcome.Refused, weakening.Outcome);
        Assert.Contains(reason, weakening.Explanation, StringComparison.Ordinal);
    }
}
