using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;
using EdgeAgent.Quantization.Packages;
using EdgeAgent.Quantization.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Packages;

public sealed class VariantWriterTests
{
    [Fact]
    public void Add_Variant_IsInThePackageWithItsParity()
    {
        using var folder = new TemporaryFolder();
        var package = PackageReader.Open(EnergyPackage.Write(folder.Path));

        var after = VariantWriter.Add(package, Small(package), Reports.Good());

        var variant = after.Manifest.Variants["int8"];
        Assert.Equal((0.01f, 1.0, 0.25, 2.5), (variant.Parity!.MaxAbsDelta, variant.Parity.EventF1, variant.Parity.SizeRatio, variant.Parity.SpeedRatio));
        Assert.True(File.Exists(after.PathOf(variant)));
        Assert.Equal(["labels", "model.int8.onnx", "model.json", "model.onnx", "parity.int8.json", "parity.int8.md"], Directory.GetFiles(package.Directory).Select(f => Path.GetFileName(f)!).Append("labels").Order(StringComparer.Ordinal));
        Assert.Equal(package.Manifest.Events, after.Manifest.Events);
        Assert.NotEqual(package.Digest, after.Digest);
        // Again, under the same name: replaced, not doubled.
        Assert.Equal(2, VariantWriter.Add(after, Small(after), Reports.Good()).Manifest.Variants.Count);
    }

    [Fact]
    public void Add_RefusedVariant_LeavesThePackageAsItWas()
    {
        using var folder = new TemporaryFolder();
        var package = PackageReader.Open(EnergyPackage.Write(folder.Path));
        var before = Snapshot(package);

        var error = Assert.Throws<ModelException>(() => VariantWriter.Add(package, Small(package), Reports.Good() with { Refusals = ["it is not faster here"] }));

        Assert.Contains("it is not faster here", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(package));
    }

    [Fact]
    public void Add_ManifestThatWouldNotBeRight_LeavesThePackageAsItWas()
    {
        using var folder = new TemporaryFolder();
        var package = PackageReader.Open(EnergyPackage.Write(folder.Path));
        var before = Snapshot(package);

        Assert.Throws<ModelException>(() => VariantWriter.Add(package, Small(package), Reports.Good() with { Variant = "In 8" }));

        Assert.Equal(before, Snapshot(package));
    }

    [Fact]
    public void Add_PackageThatListsItsFiles_ListsTheReportsToo()
    {
        using var folder = new TemporaryFolder();
        var directory = EnergyPackage.Write(folder.Path);
        var package = PackageReader.Open(directory);
        var path = Path.Combine(directory, "model.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["files"] = new JsonObject();
        File.WriteAllText(path, manifest.ToJsonString());
        try
        {
            VariantWriter.Add(package, Small(package), Reports.Good());
        }
        catch (ModelException error) when (error.Message.Contains("files", StringComparison.Ordinal))
        {
            Assert.Skip("this build's manifests know no list of files");
        }

        Assert.Equal(64, JsonNode.Parse(File.ReadAllText(path))!["files"]!["parity.int8.md"]!.GetValue<string>().Length);
    }

    private static QuantizedModel Small(ModelPackage package) =>
        Trial.Quantize(package.PathOf(package.Manifest.Variants["full"]), null, new QuantizeOptions { Method = QuantizationMethod.Dynamic });

    private static Dictionary<string, string> Snapshot(ModelPackage package) =>
        Directory.GetFiles(package.Directory).ToDictionary(f => f, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))), StringComparer.Ordinal);
}
