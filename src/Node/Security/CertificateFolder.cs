using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ActorCritic.Distributed.Node.Security;

/// <summary>A folder with the files of an authority and of the nodes it has issued certificates for.</summary>
/// <remarks>Private keys can be read by the owner of the file only, from the first byte on: the mode is set when the file is made, not
/// afterwards.</remarks>
internal sealed class CertificateFolder(string path)
{
    /// <summary>What the authority's files are called; no node may have this name.</summary>
    public const string AuthorityName = "authority";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The authority's certificate: every node needs it.</summary>
    public string AuthorityCertificate => CertificateOf(AuthorityName);

    /// <summary>The authority's private key: whoever has it can let anybody in, no node needs it.</summary>
    public string AuthorityKey => KeyOf(AuthorityName);

    /// <summary>The certificate of a node.</summary>
    public string CertificateOf(string node) => Path.Combine(path, $"{node}.pem");

    /// <summary>The private key of a node.</summary>
    public string KeyOf(string node) => Path.Combine(path, $"{node}.key");

    /// <summary>Reads the authority, or makes one if there is none.</summary>
    /// <param name="now">The time at which it is to issue.</param>
    /// <param name="authority">The authority, the caller's to dispose.</param>
    /// <param name="made">Whether it is new.</param>
    /// <param name="fault">Otherwise one sentence: what is wrong and what to do.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not do so.</exception>
    public bool TryOpenAuthority(
        DateTimeOffset now,
        [NotNullWhen(true)] out CertificateAuthority? authority,
        out bool made,
        [NotNullWhen(false)] out string? fault)
    {
        (authority, fault) = (null, null);
        var (hasCertificate, hasKey) = (File.Exists(AuthorityCertificate), File.Exists(AuthorityKey));
        made = !hasCertificate && !hasKey;
        if (made)
        {
            Directory.CreateDirectory(path);
            authority = CertificateAuthority.Create(now);
            Write(AuthorityKey, authority.KeyPem, OwnerOnly, overwrite: false);
            Write(AuthorityCertificate, authority.CertificatePem, Everyone, overwrite: false);
            return true;
        }

        if (hasCertificate != hasKey)
        {
            var (there, missing) = hasCertificate ? (AuthorityCertificate, AuthorityKey) : (AuthorityKey, AuthorityCertificate);
            fault = $"There is '{there}' but no '{missing}': put both into the folder, or name a new folder to make another authority.";
            return false;
        }

        if (CertificateAuthority.TryRead(File.ReadAllText(AuthorityCertificate), File.ReadAllText(AuthorityKey), now, out authority, out var cause))
            return true;
        fault = $"The authority in '{path}' {cause}; name a new folder to make another one, whose certificates every node then needs.";
        return false;
    }

    /// <summary>The files of a node that are there already.</summary>
    public IReadOnlyList<string> FilesOf(string node) => [.. new[] { CertificateOf(node), KeyOf(node) }.Where(File.Exists)];

    /// <summary>Writes the files of a node.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="certificatePem">Its certificate.</param>
    /// <param name="keyPem">Its private key.</param>
    /// <param name="overwrite">Whether files that are there may be replaced.</param>
    /// <exception cref="IOException">The folder cannot be written, or a file is there and may not be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not do so.</exception>
    public void WriteNode(string node, string certificatePem, string keyPem, bool overwrite)
    {
        Write(KeyOf(node), keyPem, OwnerOnly, overwrite);
        Write(CertificateOf(node), certificatePem, Everyone, overwrite);
    }

    private static void Write(string file, string text, UnixFileMode mode, bool overwrite)
    {
        // Moved into place as a whole: a node that starts meanwhile never reads half a key.
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite);
        }
        catch
        {
            // Deleting a file that is not there is no error; a folder that cannot be written never had it.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }
}
