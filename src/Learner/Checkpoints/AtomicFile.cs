namespace ActorCritic.Distributed.Learner.Checkpoints;

/// <summary>Writes a whole file so that a reader sees either the file as it was before or the complete new one, never a part.</summary>
/// <remarks>
/// The bytes go to a temporary file in the same folder, are flushed to the disk and take the name in one rename. Without the flush a power
/// cut could leave a renamed file without its bytes; without the flush of the folder, where the system has one, the rename itself could be lost.
/// </remarks>
public static class AtomicFile
{
    /// <summary>What the temporary file's name has after the file's own. One that a crash left is overwritten by the next write.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The file; its folder exists. A file already there is replaced.</param>
    /// <param name="write">Writes the content. If it throws, the old file stays and the temporary one is deleted.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let this user write.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporaryPath = path + TemporarySuffix;
        try
        {
            using (var stream = new FileStream(temporaryPath, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporaryPath, path, overwrite: true);
            FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            DeleteIfPossible(temporaryPath);
            throw;
        }
    }

    private static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here says more than a leftover file that cannot be deleted.
        }
    }
}
