using System.Text;
using ActorCritic.Distributed.Node.Reports;

namespace ActorCritic.Distributed.Node.Tests.Reports;

public sealed class GrowingFileSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_can_be_read_as_soon_as_it_is_appended()
    {
        using var file = new GrowingFile(PathOfFile, FileMode.CreateNew);
        file.Append("one\n"u8);
        Assert.Equal("one\n", ReadWhileOpen());
        file.Append("two\n"u8);
        Assert.Equal("one\ntwo\n", ReadWhileOpen());
    }

    [Fact]
    public void What_the_disk_took_of_a_record_only_in_part_is_taken_back_at_once()
    {
        using var disk = new FillingDisk();
        using var file = new GrowingFile(disk);
        file.Append("one\n"u8);
        disk.TakesHalf = true;
        Assert.Throws<IOException>(() => file.Append("second\n"u8));

        Assert.Equal("one\n", Encoding.UTF8.GetString(disk.ToArray()));
    }

    [Fact]
    public void What_cannot_be_taken_back_at_once_is_taken_back_before_the_next_record()
    {
        using var disk = new FillingDisk();
        using var file = new GrowingFile(disk);
        file.Append("one\n"u8);
        (disk.TakesHalf, disk.KeepsItsLength) = (true, true);
        Assert.Equal("No space left on device", Assert.Throws<IOException>(() => file.Append("second\n"u8)).Message);
        Assert.Equal("one\nsec", Encoding.UTF8.GetString(disk.ToArray()));
        Assert.Equal("The length cannot be changed", Assert.Throws<IOException>(() => file.Append("3\n"u8)).Message);
        (disk.TakesHalf, disk.KeepsItsLength) = (false, false);
        file.Append("4\n"u8);

        Assert.Equal("one\n4\n", Encoding.UTF8.GetString(disk.ToArray()));
    }

    private string PathOfFile => Path.Combine(_folder.Path, "file");

    private string ReadWhileOpen()
    {
        using var reader = new StreamReader(new FileStream(PathOfFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private sealed class FillingDisk : MemoryStream
    {
        public bool TakesHalf { get; set; }

        public bool KeepsItsLength { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(TakesHalf ? buffer[..(buffer.Length / 2)] : buffer);
            if (TakesHalf)
                throw new IOException("No space left on device");
        }

        public override void SetLength(long value)
        {
            if (KeepsItsLength)
                throw new IOException("The length cannot be changed");
            base.SetLength(value);
        }
    }
}
