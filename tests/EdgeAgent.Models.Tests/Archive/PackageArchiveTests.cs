using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Archive;

public sealed class PackageArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestPackage _package = new();
    private int _sealed;

    public void Dispose()
    {
        _package.Dispose();
        _folder.Dispose();
    }

    private PackedArchive Pack(string name = "tiny.tar.gz")
    {
        _package.Write();
        return PackageArchiveWriter.Pack(_package.Directory, _folder[name]);
    }

    private UnpackedPackage Unpack(byte[] archive, ArchiveLimits? limits = null, Action<UnpackedPackage>? judge = null)
    {
        Directory.CreateDirectory(_folder["unpacked"]);
        return new PackageUnpacker(_folder["unpacked"], limits ?? new ArchiveLimits { ReserveBytes = 0 }).Unpack(new MemoryStream(archive), judge ?? (_ => { }), CancellationToken.None);
    }

    private static string Refused(byte[] archive, ArchiveLimits? limits = null)
    {
        using var elsewhere = new TemporaryFolder();
        var refusal = Assert.Throws<PackageRejectedException>(() => new PackageUnpacker(elsewhere.Path, limits ?? new ArchiveLimits { ReserveBytes = 0 }).Unpack(new MemoryStream(archive), _ => { }, CancellationToken.None));
        return $"{refusal.Gate}: {refusal.Message}";
    }

    private TarBuilder Sealed()
    {
        Unpack(File.ReadAllBytes(Pack($"sealed-{_sealed++}.tar.gz").File));
        var archive = new TarBuilder().Package(_folder["unpacked"]);
        Directory.Delete(_folder["unpacked"], recursive: true);
        return archive;
    }

    [Fact]
    public void Pack_SamePackage_GivesTheSameBytesAndDigest()
    {
        _package.Golden(new float[100], [[0, 0]]);
        var first = Pack();
        foreach (var file in Directory.EnumerateFiles(_package.Directory, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _package.File("NOTES.md", "stays behind");
        var second = Pack("again.tar.gz");

        Assert.Equal(File.ReadAllBytes(first.File), File.ReadAllBytes(second.File));
        Assert.Equal(first.Digest, second.Digest);
    }

    [Fact]
    public void Unpack_PackedPackage_IsTheSamePackageWithAllHashesStated()
    {
        _package.Golden(new float[100], [[0, 0]]);
        var packed = Pack();
        var unpacked = Unpack(File.ReadAllBytes(packed.File));
        var opened = PackageReader.Open(_folder["unpacked"]);

        Assert.Equal(packed.Package.Digest, unpacked.Digest);
        Assert.Equal(packed.Package.Digest, opened.Digest);
        Assert.Equal(["golden/song.json", "golden/song.wav", "labels.txt"], opened.Manifest.Files.Keys.Order());
        Assert.Equal(packed.Package.Labels, opened.Labels);
    }

    // GNU tar as the other side.
    [Fact]
    public void Pack_TarProgram_ListsIt()
    {
        Assert.SkipUnless(File.Exists("/bin/tar"), "needs tar");
        Assert.Equal("-rw-r--r-- 0/0 model.json, -rw-r--r-- 0/0 labels.txt, -rw-r--r-- 0/0 model.onnx",
            string.Join(", ", Run("tar", "-tvzf", Pack().File, "--numeric-owner").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"{words[0]} {words[1]} {words[^1]}")));
    }

    [Fact]
    public void Unpack_ArchiveOfTheTarProgram_IsTaken()
    {
        Assert.SkipUnless(File.Exists("/bin/tar"), "needs tar");
        Unpack(File.ReadAllBytes(Pack().File));
        Run("tar", "--format=ustar", "-czf", _folder["by-tar.tar.gz"], "-C", _folder["unpacked"], "--no-recursion", "./model.json", ".", "./labels.txt", "./model.onnx");
        Directory.Delete(_folder["unpacked"], recursive: true);
        Assert.Equal("tiny", Unpack(File.ReadAllBytes(_folder["by-tar.tar.gz"])).Manifest.Name);
    }

    [Fact]
    public void Unpack_JudgeRefuses_BeforeAnythingIsWritten()
    {
        var archive = File.ReadAllBytes(Pack().File);
        Assert.Throws<PackageRejectedException>(() => Unpack(archive, judge: _ => throw new PackageRejectedException("signature", "no")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["unpacked"]));
    }

    public static TheoryData<string, char, string> Foreign => new()
    {
        { "../escape", '0', "archive: the archive holds a file whose name is \"../escape\"; it must stay inside the package, without \"..\"" },
        { "/etc/passwd", '0', "archive: the archive holds a file whose name is \"/etc/passwd\"; it must be a path relative to the package, not an absolute one or an address" },
        { "golden/../../x", '0', "archive: the archive holds a file whose name is \"golden/../../x\"; it must stay inside the package, without \"..\"" },
        { "../folder/", '5', "archive: the archive holds a folder that is \"../folder\"; it must stay inside the package, without \"..\"" },
        { "labels.txt", '2', "archive: the archive holds \"labels.txt\", which is a symbolic link; a package holds plain files only" },
        { "labels.txt", '1', "archive: the archive holds \"labels.txt\", which is a hard link; a package holds plain files only" },
        { "null", '3', "archive: the archive holds \"null\", which is a device; a package holds plain files only" },
        { "pipe", '6', "archive: the archive holds \"pipe\", which is a pipe; a package holds plain files only" },
        { "PaxHeader", 'x', "archive: the archive holds \"PaxHeader\", which is a pax extension record; a package holds plain files only" },
        { "././@LongLink", 'L', "archive: the archive holds \"./@LongLink\", which is a GNU extension record; a package holds plain files only" },
        { "extra.sh", '0', "archive: the archive holds \"extra.sh\", which the manifest does not name; pack it with \"edge-agent models pack\"" },
        { "labels.txt", '0', "archive: the archive holds \"labels.txt\" twice, or not where it belongs; pack it with \"edge-agent models pack\"" },
        { "model.json", '0', "archive: the archive holds \"model.json\" twice, or not where it belongs; pack it with \"edge-agent models pack\"" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Unpack_EntryThatDoesNotBelong_IsRefused(string name, char type, string sentence) => Assert.Equal(sentence, Refused(Sealed().Add(name, "x"u8[..(type == '5' ? 0 : 1)], type).Build()));

    [Fact]
    public void Unpack_TamperedFile_IsRefused()
    {
        var archive = Sealed().Tar();
        var at = archive.AsSpan().IndexOf("but bytes with a hash"u8);
        archive[at] ^= 1;
        Assert.StartsWith("archive: the archive holds a model.onnx with the hash ", Refused(Gzip(archive)), StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_ManifestWithoutAHash_IsRefused()
    {
        _package.Write();
        Assert.Equal("manifest: the manifest does not state the hash of labels.txt; pack it with \"edge-agent models pack\", which does", Refused(new TarBuilder().Package(_package.Directory).Build()));
    }

    [Fact]
    public void Unpack_FileMissing_IsRefused()
    {
        Unpack(File.ReadAllBytes(Pack().File));
        Assert.Equal("archive: the archive lacks labels.txt, model.onnx, which the manifest names", Refused(new TarBuilder().Add("model.json", File.ReadAllBytes(Path.Combine(_folder["unpacked"], "model.json"))).Build()));
    }

    [Fact]
    public void Unpack_Bombs_AreRefusedAtTheirHeader()
    {
        var zeros = new byte[300 << 10];
        Assert.StartsWith("archive: the archive would unpack to ", Refused(Bomb(zeros), new ArchiveLimits { FreeBytes = 100_000, Ratio = 20, ReserveBytes = 0 }), StringComparison.Ordinal);
        Assert.Equal("archive: the archive unpacks to more than 100 MB, the most that a package may have",
            Refused(Sealed().Add("weights", [], size: 200_000_000).Build(), new ArchiveLimits { UnpackedBytes = 100_000_000 }));
        var many = Sealed();
        for (var i = 0; i < 30; i++) many.Add($"d{i}/", [], '5');
        Assert.Equal("archive: the archive holds more than 20 entries; a package has a few files", Refused(many.Build(), new ArchiveLimits { Entries = 20 }));
    }

    [Fact]
    public void Unpack_DamagedOrCutAnywhere_IsRefusedNeverCrashes()
    {
        var archive = File.ReadAllBytes(Pack().File);
        Assert.Equal("archive: the archive is no gzip file, or is damaged; pack it with \"edge-agent models pack\"", Refused("not gzip at all, but long enough"u8.ToArray()));
        Assert.Equal("archive: the archive is empty; pack it with \"edge-agent models pack\"", Refused(Gzip(new byte[1024])));
        Assert.Equal("archive: the archive begins with \"labels.txt\"; model.json must come first: pack it with \"edge-agent models pack\"", Refused(new TarBuilder().Add("labels.txt", "x"u8).Build()));
        for (var length = 0; length < archive.Length - 30; length += 7) Assert.NotEmpty(Refused(archive[..length]));
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var damaged = Plain(archive);
            for (var k = 0; k < 3; k++) damaged[random.Next(damaged.Length - 1024)] ^= (byte)(1 << random.Next(8));
            using var elsewhere = new TemporaryFolder();
            var unpacker = new PackageUnpacker(elsewhere.Path, new ArchiveLimits { ReserveBytes = 0 });
            var refusal = Record.Exception(() => unpacker.Unpack(new MemoryStream(Gzip(damaged)), _ => { }, CancellationToken.None));
            Assert.True(refusal is null or PackageRejectedException, refusal?.ToString());
        }
    }

    [Fact]
    public void Pack_WhatCantBePacked_SaysWhy()
    {
        _package.Manifest["files"] = new JsonObject { [new string('n', 101)] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("x"u8)) };
        _package.File(new string('n', 101), "x");
        Assert.Contains("is longer than the 100 bytes that fit an archive", Assert.Throws<ModelException>(() => Pack()).Message);
        _package.Manifest.Remove("files");
        Pack();
        Assert.EndsWith("tiny.tar.gz exists already; name another file or remove it", Assert.Throws<ModelException>(() => Pack()).Message);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.partial"));
    }

    private byte[] Bomb(byte[] zeros)
    {
        _package.Manifest["files"] = new JsonObject { ["zeros"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(zeros)) };
        _package.File("zeros", zeros);
        var archive = File.ReadAllBytes(Pack("bomb.tar.gz").File);
        _package.Manifest.Remove("files");
        return archive;
    }

    private static byte[] Plain(byte[] archive)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(archive), System.IO.Compression.CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);
        return tar.ToArray();
    }

    private static byte[] Gzip(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(tar);
        return packed.ToArray();
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }
}
