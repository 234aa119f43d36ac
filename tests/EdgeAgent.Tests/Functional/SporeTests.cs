using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Synthesis.Fields;
using EdgeAgent.Synthesis.Pictures;

namespace EdgeAgent.Tests.Functional;

/// <summary>The shipped cascade over microscope fields that it was not trained on, larger than its input, through the real binary.</summary>
public sealed class SporeTests : IDisposable
{
    // None of the seeds that the training takes.
    private const ulong Seed = 70_001;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_FieldsKeptFromTraining_CountsSporesAndLeavesDebrisOut()
    {
        Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, OpenCvLibrary.WhyMissing() ?? "");
        var (fields, truth, debris) = Paint(new FieldRules(1920, 1440, Spores: 40, Debris: 60, Even: true), 2);
        var results = Path.Combine(_folder.Path, "results");

        (await AgentProcess.RunAsync("replay", fields, "--model", "spores", "--out", results, "--set", $"Models:Repository={Path.Combine(Repository.Root, "models", "repository")}")).Exits(0);

        var (found, named, wrong) = (0, 0, 0);
        var counted = new int[ParticleKinds.Spores];
        foreach (var line in File.ReadLines(Path.Combine(results, "detections.ndjson")).Select(line => JsonNode.Parse(line)!))
        {
            var left = truth[Path.GetFileName((string)line["input"]!)].ToList();
            foreach (var seen in line["detections"]!.AsArray())
            {
                var label = ParticleKinds.Names.ToList().IndexOf((string)seen!["label"]!);
                counted[label]++;
                var best = left.Select((spore, i) => (Overlap: Overlap(spore, seen["box"]!), Index: i)).DefaultIfEmpty().MaxBy(pair => pair.Overlap);
                if (best.Overlap < 0.3)
                {
                    wrong++;
                    continue;
                }

                found++;
                if (left[best.Index].Label == label) named++;
                left.RemoveAt(best.Index);
            }
        }

        var all = truth.Values.Sum(spores => spores.Count);
        Assert.True(all > 150, $"{all} spores prove little");
        Assert.True(found >= 0.95 * all && named >= 0.95 * all, $"{found} of {all} spores were found, {named} named right");
        Assert.True(wrong <= 0.05 * debris, $"{wrong} of some {debris} pieces of debris were taken for spores");
        Assert.InRange(counted.Sum() / (double)all, 0.95, 1.05);
    }

    [Fact]
    public async Task Replay_SecondStepThatIsAnother_IsRefusedWithTheReason()
    {
        var repository = _folder.Folder("repository");
        foreach (var name in new[] { "spores", "spore-classifier" })
            Copy(Path.Combine(Repository.Root, "models", "repository", name), Path.Combine(repository, name));
        var manifest = Path.Combine(repository, "spore-classifier", "1", "model.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("Names a spore", "Guesses a spore", StringComparison.Ordinal));
        var (fields, _, _) = Paint(new FieldRules(640, 640, 10, 10, Even: true), 1);

        (await AgentProcess.RunAsync("replay", fields, "--model", "spores", "--set", $"Models:Repository={repository}")).Refuses(78, "spore-classifier:1", "digest");
        Directory.Delete(Path.Combine(repository, "spore-classifier"), recursive: true);
        (await AgentProcess.RunAsync("replay", fields, "--model", "spores", "--set", $"Models:Repository={repository}")).Refuses(78, "spore-classifier");
    }

    private (string Folder, Dictionary<string, IReadOnlyList<TruthObject>> Truth, double Debris) Paint(FieldRules rules, int count)
    {
        var fields = _folder.Folder("fields");
        var truth = new Dictionary<string, IReadOnlyList<TruthObject>>();
        using var file = new PictureFile();
        for (var i = 0; i < count; i++)
        {
            var field = FieldPicture.Create(rules, Seed + (ulong)i);
            var name = $"field-{i}.png";
            file.WriteColour(Path.Combine(fields, name), field.Pixels, field.Width, field.Height);
            truth[name] = field.Spores;
        }

        return (fields, truth, count * rules.Debris * rules.Width * rules.Height / 1e6);
    }

    private static double Overlap(TruthObject spore, JsonNode box)
    {
        var (x, y, width, height) = ((double)box["x"]!, (double)box["y"]!, (double)box["width"]!, (double)box["height"]!);
        var across = Math.Min(spore.X + spore.Width, x + width) - Math.Max(spore.X, x);
        var down = Math.Min(spore.Y + spore.Height, y + height) - Math.Max(spore.Y, y);
        return across <= 0 || down <= 0 ? 0 : across * down / ((spore.Width * spore.Height) + (width * height) - (across * down));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
