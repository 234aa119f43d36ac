using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Control.Pki;

/// <summary>Writes files that only their owner may read, and never over one that is there.</summary>
public static class PrivateFile
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shown = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes a secret.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="ControlException">There is a file already, or it can't be written.</exception>
    public static void WriteSecret(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, Secret, FileMode.CreateNew);

    /// <summary>Writes something that everybody may read.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="ControlException">There is a file already, or it can't be written.</exception>
    public static void WriteShown(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, Shown, FileMode.CreateNew);

    /// <summary>Writes a secret in the place of another one: whole, or not at all.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="ControlException">It can't be written.</exception>
    public static void ReplaceSecret(string path, ReadOnlySpan<byte> bytes)
    {
        var next = $"{path}.{Environment.ProcessId}";
        Write(next, bytes, Secret, FileMode.Create);
        File.Move(next, path, overwrite: true);
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode, FileMode how)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new FileStream(path, new FileStreamOptions { Mode = how, Access = FileAccess.Write, UnixCreateMode = mode });
            file.Write(bytes);
        }
        catch (IOException) when (how == FileMode.CreateNew && File.Exists(path))
        {
            throw new ControlException($"{path} is there already; name another place, or remove it if nobody needs it any more");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"{path} can't be written: {error.Message}");
        }
    }
}
