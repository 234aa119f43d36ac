using System.Globalization;
using System.Text;
using EdgeAgent.Devices;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.Files;

namespace EdgeAgent.Setup;

/// <summary>Writes the configuration file: whole or not at all, and never over another one that is not kept.</summary>
internal static class SetupFile
{
    private const string Group = "edge-agent";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Writes it.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="now">Names the backup.</param>
    /// <returns>Where the file before is kept; null when there was none.</returns>
    /// <exception cref="UsageException">It can't be written.</exception>
    public static string? Write(string path, string text, DateTimeOffset now)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(folder);
            var backup = File.Exists(path) ? Keep(path, now) : null;
            // The backup is on disk before what it is a backup of goes.
            if (backup is not null) DirectoryFlush.Flush(folder);
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Mode }))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            DirectoryFlush.Flush(folder);
            return backup;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(draft);
            throw new UsageException($"{path} can't be written ({error.Message.TrimEnd('.')}); run setup as root, or give another place with --out");
        }
    }

    /// <summary>Lets the service's group read a file or enter a folder, where there is such a group.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="mode">Its mode from now on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task ShareAsync(string path, UnixFileMode mode, TimeProvider time, CancellationToken cancellation)
    {
        // Only root may give a file to a group that it is not in.
        if (!Environment.IsPrivilegedProcess) return;
        var given = await SmallProgram.RunAsync("chgrp", [Group, path], TimeSpan.FromSeconds(4), time, cancellation).ConfigureAwait(false);
        if (given.Succeeded) File.SetUnixFileMode(path, mode);
    }

    private static string Keep(string path, DateTimeOffset now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{path}.{now:yyyyMMdd'T'HHmmss'Z'}");
        for (var number = 1; ; number++)
        {
            var backup = number == 1 ? $"{name}.bak" : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}.bak");
            if (File.Exists(backup)) continue;
            File.Copy(path, backup);
            using var copied = File.OpenHandle(backup);
            RandomAccess.FlushToDisk(copied);
            return backup;
        }
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What made it fail is told already.
        }
    }
}
