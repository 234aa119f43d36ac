using System.IO.Compression;
using EdgeAgent.Models.Archive;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>Archives as nobody should make them: any name, any type, in any order.</summary>
internal sealed class TarBuilder
{
    private readonly List<byte> _tar = [];

    public TarBuilder Add(string name, ReadOnlySpan<byte> content, char type = TarHeader.File, long? size = null)
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader(name, size ?? content.Length, type).Write(block);
        _tar.AddRange(block);
        _tar.AddRange(content);
        _tar.AddRange(new byte[TarHeader.Padding(content.Length)]);
        return this;
    }

    /// <summary>Every file of a folder that makes a package, the manifest first.</summary>
    public TarBuilder Package(string folder)
    {
        Add("model.json", File.ReadAllBytes(Path.Combine(folder, "model.json")));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
            if (Path.GetRelativePath(folder, file) is not "model.json" and var name) Add(name, File.ReadAllBytes(file));
        return this;
    }

    public byte[] Tar() => [.. _tar, .. new byte[1024]];

    public byte[] Build(CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(Tar());
        return packed.ToArray();
    }
}
