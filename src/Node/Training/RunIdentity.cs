using ActorCritic.Distributed.Learner;

namespace ActorCritic.Distributed.Node.Training;

/// <summary>What a run is called between nodes: the name of its folder, for people, and a mark that no other run of that name has.</summary>
/// <remarks>
/// Folder names come again: on a fresh disk, on another machine. A node that has heard of a later term of a run follows no earlier one of it, so that a new run
/// must not look like an old one.
/// </remarks>
internal static class RunIdentity
{
    private const int MarkLength = 7;
    private const ulong MarkBits = 0xFF_FFFF;

    /// <summary>"cartpole-7" and a number that was drawn when the run began make "cartpole-7-3f9a1c".</summary>
    /// <param name="name">Name of the run folder; what is too long for the wire is left out at its end.</param>
    /// <param name="drawn">Any number; its lowest 24 bits are the mark.</param>
    public static string Of(string name, ulong drawn)
    {
        var readable = name.Length > LearnerOptions.MaximumNameLength - MarkLength ? name[..(LearnerOptions.MaximumNameLength - MarkLength)] : name;
        return FormattableString.Invariant($"{readable}-{drawn & MarkBits:x6}");
    }
}
