namespace EdgeAgent.Synthesis.Commands;

/// <summary>A file that appears under its name only when it is whole: it is written beside it and then renamed.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file; creates its folder where needed.</summary>
    /// <param name="path">The file's name in the end; a file of that name is replaced.</param>
    /// <param name="write">Writes under the name that it is given.</param>
    /// <exception cref="IOException">The medium is full or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours to write.</exception>
    public static void Write(string path, Action<string> write) => WriteAsync(path, partial =>
    {
        write(partial);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <summary>Writes a file as <see cref="Write"/> does, by somebody who may wait.</summary>
    /// <param name="path">The file's name in the end; a file of that name is replaced.</param>
    /// <param name="write">Writes under the name that it is given.</param>
    public static async Task WriteAsync(string path, Func<string, Task> write)
    {
        var whole = Path.GetFullPath(path);
        if (Directory.Exists(whole)) throw new SynthesisException($"{path} is a folder; name a file in it.");
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var partial = whole + ".partial";
        try
        {
            await write(partial).ConfigureAwait(false);
            File.Move(partial, whole, overwrite: true);
        }
        finally
        {
            // Still there only when something failed.
            File.Delete(partial);
        }
    }
}
