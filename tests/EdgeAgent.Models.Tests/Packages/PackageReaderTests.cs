using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Packages;

public sealed class PackageReaderTests
{
    [Fact]
    public void Open_WholePackage_ReadsLabelsAndDigest()
    {
        using var test = new TestPackage();
        var package = test.Open();

        Assert.Equal(test.Directory, package.Directory);
        Assert.Equal(["humpback", "other"], package.Labels);
        var labels = Convert.ToHexStringLower(SHA256.HashData("humpback\nother\n"u8));
        Assert.Equal(CanonicalManifest.DigestOf(CanonicalManifest.Write(File.ReadAllBytes(test.Write()), new Dictionary<string, string> { ["labels.txt"] = labels })), package.Digest);
        Assert.Equal(Path.Combine(test.Directory, "model.onnx"), package.PathOf(package.Manifest.Variants["full"]));
    }

    [Fact]
    public void Open_FilesWrittenByTheAuthorOrNot_TheDigestIsTheSame()
    {
        using var test = new TestPackage();
        var silent = test.Open().Digest;
        test.Manifest["files"] = new JsonObject { ["labels.txt"] = Convert.ToHexString(SHA256.HashData("humpback\nother\n"u8)) };
        Assert.Equal(silent, test.Open().Digest);
    }

    [Fact]
    public void Open_AnyNamedFileChanged_ChangesTheDigestOrIsRefused()
    {
        using var test = new TestPackage();
        test.Golden(new float[100], [[0, 0]]);
        var before = test.Open().Digest;
        test.File("labels.txt", "humpback\nother \n");
        var labels = test.Open().Digest;
        test.File("golden/song.json", """{ "scores": [[0,0]] }""");
        var golden = test.Open().Digest;
        Assert.Equal(3, new HashSet<string> { before, labels, golden }.Count);

        test.Manifest["files"] = new JsonObject { ["golden/song.json"] = new string('0', 64) };
        Assert.Contains("files[\"golden/song.json\"]: is 000000000000…, but golden/song.json has ", test.OpenFails());
    }

    [Fact]
    public void Open_FilesThatCannotBe_AreRefusedEach()
    {
        using var test = new TestPackage();
        var hash = new string('0', 64);
        test.Manifest["files"] = new JsonObject { ["../secret"] = hash, ["model.json"] = hash, ["model.onnx"] = hash, ["notes"] = "short" };
        test.Manifest["signature"] = "here";
        var message = test.OpenFails();
        Assert.Contains("files[\"../secret\"]: is \"../secret\"; it must stay inside the package", message);
        Assert.Contains("files[\"model.json\"]: can't hold its own hash; leave it out", message);
        Assert.Contains("files[\"model.onnx\"]: has its hash in variants.full already; leave it out here", message);
        Assert.Contains("files.notes: is \"short\"; it must be the file's SHA-256", message);
        Assert.Contains("signature: is a key of no manifest; \"edge-agent models sign\" writes the signature beside it, into model.sig", message);
    }

    [Theory]
    [InlineData("humpback\r\nother\r\n\r\n")]
    [InlineData("\uFEFFhumpback\n  other  ")]
    public void Open_LabelFileOfAnotherEditor_ReadsTheSameLabels(string text)
    {
        using var test = new TestPackage();
        test.File("labels.txt", text);
        Assert.Equal(["humpback", "other"], test.Open().Labels);
    }

    [Theory]
    [InlineData("humpback\n\nother\n", "labels.txt: label 1 is blank")]
    [InlineData("humpback\nother\nhumpback\n", "labels.txt: label \"humpback\" is given twice, at 0 and 2; events of two classes could not be told apart")]
    [InlineData("\n\n", "labels.txt: holds no label; a model needs at least one, in the order of its outputs")]
    [InlineData("", "labels: names labels.txt, which is empty or no regular file")]
    [InlineData("humpback\nother\u0007\n", "labels.txt: label 1, \"other?\", must have at most 200 characters and no control character")]
    public void Open_LabelsThatCannotBe_AreRefused(string text, string sentence)
    {
        using var test = new TestPackage();
        test.File("labels.txt", text);
        Assert.Contains(sentence, test.OpenFails());
    }

    [Fact]
    public void Open_LabelsNotText_AreRefused()
    {
        using var test = new TestPackage();
        test.File("labels.txt", [0xff, 0xfe, 0]);
        Assert.Equal($"{test.Directory}: labels.txt: is not UTF-8 text; it holds one label a line", test.OpenFails());
    }

    [Fact]
    public void Open_HugeLabelFile_IsRefusedUnread()
    {
        using var test = new TestPackage();
        using (var file = File.Create(Path.Combine(test.Directory, "labels.txt"))) file.SetLength(1L << 40);
        Assert.Contains("at most 4194304 are read", test.OpenFails());
    }

    [Fact]
    public void Open_RulesForALabelThatTheFileLacks_AreRefused()
    {
        using var test = new TestPackage();
        test.Manifest["events"]!["perLabel"] = JsonNode.Parse("""{ "othr": { "report": false } }""");
        Assert.Equal($"{test.Directory}: events.perLabel.othr: is not a label of this package; did you mean \"other\"? (labels: humpback, other)", test.OpenFails());
    }

    [Fact]
    public void Open_ModelWithAnotherHash_SaysBoth()
    {
        using var test = new TestPackage();
        test.File("model.onnx", "damaged"u8.ToArray());
        var message = test.OpenFails();
        Assert.Contains("variants.full.sha256: is ", message);
        Assert.Contains($"but model.onnx has {Convert.ToHexStringLower(SHA256.HashData("damaged"u8))}; it is not the file that the manifest was written for", message);
    }

    [Fact]
    public void Open_ManyFilesWrong_ListsThemAll()
    {
        using var test = new TestPackage();
        test.Manifest["golden"] = JsonNode.Parse("""[ { "input": "golden/song.wav", "expect": "golden/song.json", "tolerance": 0.1 } ]""");
        File.Delete(Path.Combine(test.Directory, "model.onnx"));
        File.Delete(Path.Combine(test.Directory, "labels.txt"));

        Assert.Equal(
            $"""
            {test.Directory}: 4 problems:
              variants.full.file: names model.onnx, which is not in the package
              labels: names labels.txt, which is not in the package
              golden[0].input: names golden/song.wav, which is not in the package
              golden[0].expect: names golden/song.json, which is not in the package
            """.ReplaceLineEndings("\n"),
            test.OpenFails());
    }

    [Fact]
    public void Open_LinkOutOfThePackage_IsRefused()
    {
        using var test = new TestPackage();
        using var elsewhere = new TestFolder();
        var secret = elsewhere.File("secret.onnx", File.ReadAllBytes(Path.Combine(test.Directory, "model.onnx")));
        File.Delete(Path.Combine(test.Directory, "model.onnx"));
        File.CreateSymbolicLink(Path.Combine(test.Directory, "model.onnx"), secret);
        Assert.Equal($"{test.Directory}: variants.full.file: names model.onnx, a link that leads out of the package; put the file itself into the package", test.OpenFails());
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("deep/model.onnx")]
    public void Open_LinkedFolderOrRelativeLinkOut_IsRefused(string link)
    {
        using var test = new TestPackage();
        using var elsewhere = new TestFolder();
        elsewhere.File("model.onnx", File.ReadAllBytes(Path.Combine(test.Directory, "model.onnx")));
        test.Manifest["variants"]!["full"]!["file"] = "deep/model.onnx";
        var path = Path.Combine(test.Directory, link);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (link == "deep") Directory.CreateSymbolicLink(path, elsewhere.Path);
        else File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Path.Combine(elsewhere.Path, "model.onnx")));
        Assert.Contains("a link that leads out of the package", test.OpenFails());
    }

    [Theory]
    [InlineData("model.onnx", "variants.full.file: names model.onnx, which is empty or no regular file")]
    [InlineData("labels.txt", "labels: names labels.txt, which is empty or no regular file")]
    [InlineData("model.json", "names model.json, which is empty or no regular file")]
    public void Open_PipeInPlaceOfAFile_IsRefusedWithoutWaiting(string file, string sentence)
    {
        using var test = new TestPackage();
        test.Write();
        var path = Path.Combine(test.Directory, file);
        File.Delete(path);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [path])) made.WaitForExit();
        Assert.Contains(sentence, Assert.Throws<ModelException>(() => PackageReader.Open(test.Directory)).Message);
    }

    [Fact]
    public void Open_LinksInCircles_AreRefused()
    {
        using var test = new TestPackage();
        var path = Path.Combine(test.Directory, "labels.txt");
        File.Delete(path);
        File.CreateSymbolicLink(path, "labels.txt");
        Assert.Contains("labels: names labels.txt, which goes through too many links", test.OpenFails());
    }

    [Fact]
    public void Open_LinkInsideThePackageAndLinkedPackage_AreFollowed()
    {
        using var test = new TestPackage();
        File.Move(Path.Combine(test.Directory, "labels.txt"), Path.Combine(test.Directory, "names.txt"));
        File.CreateSymbolicLink(Path.Combine(test.Directory, "labels.txt"), "names.txt");
        test.Write();
        var link = Path.Combine(test.Root, "link");
        Directory.CreateSymbolicLink(link, test.Directory);
        Assert.Equal(2, PackageReader.Open(link).Labels.Count);
    }

    [Fact]
    public void Open_NoPackage_SaysWhatAPackageIs()
    {
        using var folder = new TestFolder();
        var file = folder.File("model.onnx", "x");
        Assert.Equal($"{folder.Path} is not a model package: it holds no model.json", Assert.Throws<ModelException>(() => PackageReader.Open(folder.Path + "/")).Message);
        Assert.Equal($"{folder.Path}/none does not exist; a model package is a folder that holds model.json", Assert.Throws<ModelException>(() => PackageReader.Open(folder.Path + "/none")).Message);
        Assert.Equal($"{file} is a file; a model package is a folder that holds model.json", Assert.Throws<ModelException>(() => PackageReader.Open(file)).Message);
    }

    [Fact]
    public void Open_Cancelled_Stops()
    {
        using var test = new TestPackage();
        test.Write();
        Assert.Throws<OperationCanceledException>(() => PackageReader.Open(test.Directory, new CancellationToken(canceled: true)));
    }
}
