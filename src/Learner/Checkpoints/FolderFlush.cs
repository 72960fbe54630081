using System.Runtime.InteropServices;
using System.Text;

namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>Brings a folder's entries to the disk, as fsync does on POSIX systems; .NET opens no folder itself. Windows has no such thing.</summary>
internal static class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Flushes the folder where that is possible. Where it is not (some network file systems refuse), the file is complete all the same, and only a power cut
    /// in the next seconds could bring back the one before.
    /// </summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
            return;
        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
