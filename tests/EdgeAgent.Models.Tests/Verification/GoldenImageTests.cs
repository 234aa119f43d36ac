using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Tests.Verification;

public sealed class GoldenImageTests : IDisposable
{
    private const string Boat = """{ "detections": [ { "label": "boat", "score": 0.8, "box": [10, 20, 30, 40] } ], "boxTolerance": 1.5 }""";

    private readonly TestPackage _package = new();

    [Fact]
    public void Verify_ModelSeesWhatIsExpected_Passes() =>
        Assert.Equal((VerificationOutcome.Pass, "sees what its author saw: 1 of 1 objects, scores at most 0.005 off"), Verified(Boat, Sees((0.795f, 11, 20, 40, 60))));

    [Fact]
    public void Verify_ScoreBeyondTheTolerance_FailsAndNamesTheObject()
    {
        var (outcome, detail) = Verified(Boat, Sees((0.75f, 10, 20, 40, 60)));
        Assert.Equal(VerificationOutcome.Fail, outcome);
        Assert.Contains("'boat' at 10,20 scores 0.75 instead of 0.8", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_BoxOffByTwoPixels_Fails() => Assert.Contains("the box of 'boat' at 10,20 is 2 pixels off", Verified(Boat, Sees((0.8f, 12, 20, 40, 60))).Detail, StringComparison.Ordinal);

    [Fact]
    public void Verify_ObjectMissing_Fails() => Assert.Contains("'boat' at 10,20 is not found", Verified(Boat, Sees()).Detail, StringComparison.Ordinal);

    [Fact]
    public void Verify_ObjectMissingThatTheGateHidesByAHair_Passes() =>
        Assert.Equal(VerificationOutcome.Pass, Verified(Boat.Replace("0.8", "0.255", StringComparison.Ordinal), Sees()).Outcome);

    [Fact]
    public void Verify_ObjectTooMany_Fails() => Assert.Contains("'boat' at 100,100 is seen, which is not expected", Verified(Boat, Sees((0.8f, 10, 20, 40, 60), (0.7f, 100, 100, 120, 120))).Detail, StringComparison.Ordinal);

    [Fact]
    public void Verify_ScoreThatIsNoNumber_Fails() => Assert.Equal(VerificationOutcome.Fail, Verified("""{ "scores": [[0.5, 0.5]] }""", new ImageAnswer { Scores = [float.NaN, 0.5f], Labels = ["boat", "bird"] }).Outcome);

    [Fact]
    public void Verify_ScoresOfAnotherNumberOfLabels_Fails() => Assert.Contains("1 scores are expected and the model gives 2", Verified("""{ "scores": [[0.5]] }""", new ImageAnswer { Scores = [0.5f, 0.5f], Labels = ["boat", "bird"] }).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(1000, VerificationOutcome.Pass)]
    [InlineData(1010, VerificationOutcome.Pass)]
    [InlineData(1011, VerificationOutcome.Fail)]
    public void Verify_MaskPixels_MayDifferByTheTolerance(int seen, VerificationOutcome outcome) => Assert.Equal(outcome, Verified("""{ "maskPixels": 1000 }""", new ImageAnswer { MaskPixels = seen }).Outcome);

    [Fact]
    public void Verify_OutputsThatCantBeBelieved_Fails() => Assert.Contains("NaN everywhere", Verified(Boat, new ImageAnswer { Fault = "NaN everywhere" }).Detail, StringComparison.Ordinal);

    [Fact]
    public void Verify_ImageThatCantBeRead_Fails() => Assert.Contains("can't be read", Verified(Boat, null).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("{}", "expects nothing")]
    [InlineData("""{ "scores": [0.5] }""", "must be [[…]]")]
    [InlineData("""{ "scores": [[1.5]] }""", "from 0 to 1")]
    [InlineData("""{ "detections": {} }""", "must be an array")]
    [InlineData("""{ "detections": [ { "label": "boat", "score": 0.8 } ] }""", "detections[0]")]
    [InlineData("""{ "detections": [ { "label": "boat", "score": 0.8, "box": [1, 2, -3, 4] } ] }""", "box[2]")]
    [InlineData("""{ "detections": [], "boxTolerance": "wide" }""", "boxTolerance")]
    public void Verify_ExpectationThatIsNone_FailsAndSaysWhere(string expect, string says) => Assert.Contains(says, Verified(expect, Sees()).Detail, StringComparison.Ordinal);

    [Fact]
    public void Verify_VariantWithParity_MayDifferAsMuchAsThatSays()
    {
        var probe = new FakeProbe(_ => []) { Answer = Sees((0.75f, 14, 22, 41, 62)), Surface = Surface };
        var report = PackageVerifier.Verify(Package(Boat, new JsonObject { ["maxAbsDelta"] = 0.06, ["detectionF1"] = 1.0 }).Open(), probe);
        var golden = report.Checks.Where(c => c.Name.StartsWith("golden", StringComparison.Ordinal)).ToDictionary(c => c.Variant!, c => c.Outcome);
        Assert.Equal(VerificationOutcome.Fail, golden["full"]);
        Assert.Equal(VerificationOutcome.Pass, golden["int8"]);
    }

    [Fact]
    public void Verify_NoLibraryForImages_WarnsThatGoldenImagesWereNotTried()
    {
        var report = PackageVerifier.Verify(Package(Boat, null).Open(), new FakeProbe(_ => []) { WhyNoImages = "OpenCV is not there", Surface = Surface });
        Assert.Contains(report.Checks, c => c is { Name: "run", Outcome: VerificationOutcome.Warn } && c.Detail == "the 1 golden images were not tried: OpenCV is not there");
        Assert.True(report.Passed);
    }

    [Theory]
    [InlineData("objects")]
    [InlineData("scenes")]
    [InlineData("spores")]
    [InlineData("spore-classifier")]
    public void Verify_ShippedPackage_SeesWhatItsAuthorSaw(string name)
    {
        Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, $"needs OpenCV: {OpenCvLibrary.WhyMissing()}");
        var package = new ModelRepository(Path.Combine(Repository.Root, "models", "repository")).Resolve(name).Package;
        var probe = RealProbe.Create();
        using var owned = probe as IDisposable;
        var report = PackageVerifier.Verify(package, probe);
        Assert.True(report.Passed, string.Join("; ", report.Checks));
        Assert.Equal(package.Manifest.Golden.Count * package.Manifest.Variants.Count, report.Checks.Count(c => c.Name.StartsWith("golden ", StringComparison.Ordinal) && c.Outcome == VerificationOutcome.Pass));
        Assert.NotEmpty(package.Manifest.Golden);
        Assert.DoesNotContain(report.Checks, c => c.Outcome == VerificationOutcome.Warn);
    }

    [Fact]
    public void Verify_ShippedPackageWithAnotherColorOrder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var package = Shipped("scenes", folder, m => m["input"]!["color"] = "bgr");
        var probe = RealProbe.Create();
        using var owned = probe as IDisposable;
        var report = PackageVerifier.Verify(package, probe);
        Assert.False(report.Passed);
        Assert.Contains(report.Checks, c => c.Outcome == VerificationOutcome.Fail && c.Name.StartsWith("golden ", StringComparison.Ordinal));
    }

    [Fact]
    public void Stage_ShippedImagePackage_PassesEveryGate() => Assert.All(Staged(_ => { }), finding => Assert.True(finding.Passed, finding.ToString()));

    [Fact]
    public void Stage_ImagePackageThatSeesAnotherThing_IsRefusedByItsGoldenImage()
    {
        var last = Staged(m => m["input"]!["color"] = "bgr")[^1];
        Assert.False(last.Passed);
        Assert.StartsWith("golden golden/scene", last.Check, StringComparison.Ordinal);
    }

    public void Dispose() => _package.Dispose();

    private static IReadOnlyList<ModelFinding> Staged(Action<JsonNode> change)
    {
        using var folder = new TemporaryFolder();
        var package = Shipped("scenes", folder, change);
        var probe = RealProbe.Create();
        using var owned = probe as IDisposable;
        return StageTest.Run(new StageContext(package, package.Manifest.Variants["full"], 1, null, probe, new StageRules(), TimeProvider.System), () => null, (_, _) => { }, CancellationToken.None);
    }

    // A copy of a shipped package, changed.
    private static ModelPackage Shipped(string name, TemporaryFolder folder, Action<JsonNode> change)
    {
        Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, $"needs OpenCV: {OpenCvLibrary.WhyMissing()}");
        var shipped = new ModelRepository(Path.Combine(Repository.Root, "models", "repository")).Resolve(name).Package;
        foreach (var file in Directory.EnumerateFiles(shipped.Directory, "*", SearchOption.AllDirectories)) folder.Write(Path.GetRelativePath(shipped.Directory, file), File.ReadAllBytes(file));
        var manifest = JsonNode.Parse(File.ReadAllText(folder["model.json"]))!;
        change(manifest);
        File.WriteAllText(folder["model.json"], manifest.ToJsonString());
        return PackageReader.Open(folder.Path);
    }

    private static ModelSurface Surface => FakeProbe.Declares([1, 3, 64, 64], [1, 2, 8, 8], inputName: "image", outputName: "mask");

    private static ImageAnswer Sees(params (float Score, float Left, float Top, float Right, float Bottom)[] boats) => new()
    {
        Labels = ["boat", "bird"], Gate = 0.25f,
        Detections = [.. boats.Select(b => new Detection(new ImageBox(b.Left, b.Top, b.Right, b.Bottom), 0, b.Score, 0))],
    };

    private (VerificationOutcome Outcome, string Detail) Verified(string expect, ImageAnswer? answer)
    {
        var report = PackageVerifier.Verify(Package(expect, null).Open(), new FakeProbe(_ => []) { Answer = answer, Surface = Surface });
        var check = Assert.Single(report.Checks, c => c.Name == "golden golden/one.png");
        return (check.Outcome, check.Detail);
    }

    private TestPackage Package(string expect, JsonObject? parity)
    {
        _package.File("golden/one.png", "no picture, but bytes");
        _package.File("golden/one.json", expect);
        return _package.Labels("boat", "bird").With(m =>
        {
            m["task"] = "image-segmentation";
            m.Remove("events");
            m["input"] = new JsonObject { ["tensor"] = "image", ["kind"] = "image", ["width"] = 64, ["height"] = 64 };
            m["output"] = new JsonObject { ["tensor"] = "mask", ["format"] = "mask" };
            m["golden"] = new JsonArray(new JsonObject { ["input"] = "golden/one.png", ["expect"] = "golden/one.json", ["tolerance"] = 0.01 });
            if (parity is null) return;
            var bytes = "smaller"u8.ToArray();
            _package.File("int8.onnx", bytes);
            m["variants"]!["int8"] = new JsonObject { ["file"] = "int8.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)), ["parity"] = parity };
        });
    }
}
