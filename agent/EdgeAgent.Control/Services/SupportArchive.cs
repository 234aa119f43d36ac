using System.Formats.Tar;
using System.IO.Compression;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Services;

/// <summary>Packs a support bundle: a gzip-compressed tar.</summary>
internal static class SupportArchive
{
    /// <summary>The archive.</summary>
    /// <param name="files">What it holds.</param>
    /// <param name="folder">The folder that all of them are in.</param>
    /// <param name="now">When they were made.</param>
    public static byte[] Pack(IEnumerable<SupportFile> files, string folder, DateTimeOffset now)
    {
        // The name of a box may hold anything; that of a folder may not.
        folder = string.Concat(folder.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var file in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{folder}/{file.Name}") { DataStream = new MemoryStream(file.Content.ToArray()), ModificationTime = now, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }

        return bytes.ToArray();
    }
}
