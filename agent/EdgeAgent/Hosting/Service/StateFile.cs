using System.Text;

namespace EdgeAgent.Hosting.Service;

/// <summary>Small files of the state directory: whole or not there, whenever power goes.</summary>
internal static class StateFile
{
    /// <summary>Puts a text in the place of a file, readable by the owner only.</summary>
    /// <exception cref="IOException">The disk takes nothing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
