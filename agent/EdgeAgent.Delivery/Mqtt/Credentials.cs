namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Reads secrets from files, anew each time. What it says never holds them.</summary>
internal static class Credentials
{
    private const int Largest = 65_535;

    /// <summary>The file's bytes without the line end that editors leave.</summary>
    /// <param name="file">A path, or a bare name in <c>$CREDENTIALS_DIRECTORY</c>.</param>
    /// <param name="key">The configuration key, for messages.</param>
    /// <exception cref="IOException">It can't be read; the message says what to do.</exception>
    public static ReadOnlyMemory<byte> Read(string file, string key)
    {
        var path = Locate(file);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{key} names {path}, which can't be read ({Reason(error)}); put the password there, readable for the agent's user only.", error);
        }

        var length = bytes.Length;
        while (length > 0 && bytes[length - 1] is (byte)'\n' or (byte)'\r') length--;
        if (length is 0 or > Largest) throw new IOException($"{key} names {path}, which holds {length} bytes; a password has 1 to {Largest}.");
        return bytes.AsMemory(0, length);
    }

    private static string Locate(string file)
    {
        if (file.Contains('/', StringComparison.Ordinal)) return file;
        var folder = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        return string.IsNullOrEmpty(folder) ? file : Path.Combine(folder, file);
    }

    private static string Reason(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied",
        _ => error.Message,
    };
}
