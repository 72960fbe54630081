using System.Reflection;

namespace ActorCritic.Distributed.Node.CommandLine;

/// <summary>The version of the program, with the commit it was built from.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
