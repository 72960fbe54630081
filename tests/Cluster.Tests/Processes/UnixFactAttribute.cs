namespace ActorCritic.Distributed.Cluster.Tests.Processes;

/// <summary>A test that needs the signals of Unix; skipped elsewhere.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Windows has neither SIGTERM nor SIGKILL.";
    }
}
