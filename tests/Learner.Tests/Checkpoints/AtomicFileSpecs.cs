using ActorCritic.Distributed.Learner.Checkpoints;

namespace ActorCritic.Distributed.Learner.Tests.Checkpoints;

public sealed class AtomicFileSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_content_replaces_the_old_one_and_leaves_no_temporary_file()
    {
        var path = _folder.In("file");
        AtomicFile.Write(path, stream => stream.Write("a long first content"u8));
        AtomicFile.Write(path, stream => stream.Write("second"u8));

        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_write_that_fails_half_way_leaves_the_old_content_and_no_temporary_file()
    {
        var path = _folder.In("file");
        AtomicFile.Write(path, stream => stream.Write("old"u8));

        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("new but torn"u8);
            throw new IOException("disk full");
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }
}
