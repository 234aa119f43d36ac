namespace EdgeAgent.Control.Security;

/// <summary>Reads keys and certificates from files. What it says never holds them.</summary>
internal static class SecretFile
{
    private const int Largest = 64 * 1024;

    /// <summary>Where a file is: a path, or a bare name in <c>$CREDENTIALS_DIRECTORY</c>.</summary>
    public static string Locate(string file)
    {
        if (file.Contains('/', StringComparison.Ordinal)) return file;
        var folder = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        return string.IsNullOrEmpty(folder) ? file : Path.Combine(folder, file);
    }

    /// <summary>A secret: bytes without the line end that editors leave.</summary>
    /// <param name="file">A path, or a bare name in <c>$CREDENTIALS_DIRECTORY</c>.</param>
    /// <param name="key">The configuration key, for messages.</param>
    /// <exception cref="Hosting.ControlException">It can't be read, others may read it, or it is too large.</exception>
    public static byte[] Read(string file, string key)
    {
        RefuseOpen(file, key);
        var bytes = ReadBytes(file, key);
        var length = bytes.Length;
        while (length > 0 && bytes[length - 1] is (byte)'\n' or (byte)'\r') length--;
        return bytes[..length];
    }

    /// <summary>Text that is no secret, such as certificates.</summary>
    /// <exception cref="Hosting.ControlException">It can't be read.</exception>
    public static string ReadText(string file, string key) => System.Text.Encoding.UTF8.GetString(ReadBytes(file, key));

    /// <summary>Refuses a secret that everybody on the box may read.</summary>
    /// <exception cref="Hosting.ControlException">It is one.</exception>
    public static void RefuseOpen(string file, string key)
    {
        var path = Locate(file);
        if (File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            throw new Hosting.ControlException($"{key} names {path}, which everybody on this box may read; run: chmod 600 {path}");
    }

    private static byte[] ReadBytes(string file, string key)
    {
        var path = Locate(file);
        try
        {
            if (new FileInfo(path).Length > Largest) throw new Hosting.ControlException($"{key} names {path}, which is larger than {Largest} bytes and no key or certificate");
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var reason = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error is UnauthorizedAccessException ? "permission denied" : error.Message.TrimEnd('.');
            throw new Hosting.ControlException($"{key} names {path}, which can't be read ({reason}); put it there, readable for the agent's user", error);
        }
    }
}
