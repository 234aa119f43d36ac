using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Synthesis.Commands;
using EdgeAgent.Synthesis.Fields;
using EdgeAgent.Synthesis.Scenes;

namespace EdgeAgent.Synthesis.Tests;

public sealed class PictureTests : IDisposable
{
    private static readonly FieldRules Rules = new(320, 240, 150, 120, Even: true);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-synth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Field_SameSeed_SamePixelsAndOtherSeedOthers()
    {
        var field = FieldPicture.Create(Rules, 5);

        Assert.Equal(field.Pixels, FieldPicture.Create(Rules, 5).Pixels);
        Assert.NotEqual(field.Pixels, FieldPicture.Create(Rules, 6).Pixels);
    }

    [Fact]
    public void Field_EachSpore_HasABoxAboutItsPixelsInTheMask()
    {
        var checkedSpores = 0;
        for (var seed = 1UL; seed < 6; seed++)
        {
            var field = FieldPicture.Create(Rules, seed);
            foreach (var spore in field.Spores)
            {
                Assert.InRange(spore.X, 0, field.Width - 1);
                Assert.InRange(spore.Y + spore.Height, 1, field.Height);
                var own = 0;
                for (var y = (int)spore.Y; y < spore.Y + spore.Height; y++)
                    for (var x = (int)spore.X; x < spore.X + spore.Width; x++)
                        if (field.Mask[(y * field.Width) + x] == 1 + spore.Label) own++;
                // A thin crescent fills less of its box than anything else.
                Assert.True(own > 0.05 * spore.Width * spore.Height, $"a {(ParticleKind)spore.Label} has {own} pixels in a box of {spore.Width} × {spore.Height}");
                checkedSpores++;
            }
        }

        Assert.True(checkedSpores > 20);
    }

    [Fact]
    public void Field_AsInAir_HasTwoCommonKindsAndOneRare()
    {
        var counts = new int[ParticleKinds.Spores];
        for (var seed = 1UL; seed <= 30; seed++)
            foreach (var spore in FieldPicture.Create(Rules with { Even = false }, seed).Spores) counts[spore.Label]++;

        var all = counts.Sum();
        Assert.InRange(counts[(int)ParticleKind.Botrytis] / (double)all, 0.36, 0.56);
        Assert.InRange(counts[(int)ParticleKind.Fusarium] / (double)all, 0.005, 0.06);
    }

    [Fact]
    public void Fields_Truth_IsCocoAndNamesTheFiles()
    {
        Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, OpenCvLibrary.WhyMissing() ?? "");
        Assert.Equal(0, Run(out var said, "fields", "--count", "2", "--width", "320", "--height", "240", "--out", At("f"), "--masks", At("m"), "--truth", At("t.json")));

        using var truth = JsonDocument.Parse(File.ReadAllBytes(At("t.json")));
        var names = truth.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("file_name").GetString()!).ToArray();
        Assert.Equal(["field-0001.png", "field-0002.png"], names);
        Assert.Equal(names, Directory.GetFiles(At("f")).Select(Path.GetFileName).Order());
        Assert.Equal(names, Directory.GetFiles(At("m")).Select(Path.GetFileName).Order());
        Assert.Equal(["botrytis", "mildew", "alternaria", "rust", "fusarium"], truth.RootElement.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Contains($"{truth.RootElement.GetProperty("annotations").GetArrayLength()} spores", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Scene_ManySeeds_HaveEveryWeatherAndEveryThingInThePicture()
    {
        var weathers = new HashSet<Weather>();
        var labels = new HashSet<int>();
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var still = SceneStill.Create(160, 120, 6, seed);
            weathers.Add(still.Weather);
            foreach (var thing in still.Objects)
            {
                labels.Add(thing.Label);
                Assert.True(thing is { X: >= 0, Y: >= 0 } && thing.X + thing.Width <= 160 && thing.Y + thing.Height <= 120);
            }
        }

        Assert.Equal(SceneNames.Weathers.Count, weathers.Count);
        Assert.Equal(SceneNames.Things.Count, labels.Count);
    }

    [Fact]
    public void Film_SameSeed_SameBytesOfWholeFrames()
    {
        string[] words = ["film", "--seconds", "3", "--fps", "4", "--width", "96", "--height", "64", "--every", "1", "--seed", "9", "--out"];
        Assert.Equal(0, Run(out _, [.. words, At("a.y4m"), "--truth", At("a.csv")]));
        Assert.Equal(0, Run(out _, [.. words, At("b.y4m")]));

        var film = File.ReadAllBytes(At("a.y4m"));
        Assert.Equal(SHA256.HashData(film), SHA256.HashData(File.ReadAllBytes(At("b.y4m"))));
        var header = "YUV4MPEG2 W96 H64 F4:1 Ip A1:1 C420jpeg\n";
        Assert.Equal(header, Encoding.ASCII.GetString(film, 0, header.Length));
        Assert.Equal(header.Length + (12 * ("FRAME\n".Length + (96 * 64 * 3 / 2))), film.Length);
        var truth = File.ReadAllLines(At("a.csv"));
        Assert.Equal("frame,track,label,x,y,width,height", truth[0]);
        Assert.Equal(12, truth.Count(line => line.Contains(",1,buoy,", StringComparison.Ordinal)));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static int Run(out string said, params string[] arguments)
    {
        var output = new StringWriter();
        var code = CommandRunner.Run(arguments, output, TextWriter.Null);
        said = output.ToString();
        return code;
    }
}
