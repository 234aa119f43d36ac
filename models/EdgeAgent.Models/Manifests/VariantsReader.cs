using System.Text.Json;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>variants</c>, <c>golden</c>, <c>files</c> and the paths in them.</summary>
internal static class VariantsReader
{
    /// <summary>Name of the reference variant, which every package has.</summary>
    public const string Reference = "full";

    /// <summary>Reads the variants by name.</summary>
    public static IReadOnlyDictionary<string, ModelVariant> Read(ManifestNode root)
    {
        var variants = new Dictionary<string, ModelVariant>(StringComparer.Ordinal);
        if (root.Object("variants", required: true) is not { } node) return variants;
        foreach (var name in node.Names)
        {
            if (!PackageNames.IsName(name)) node.Problem(name, $"is not a variant's name; use {PackageNames.Rule}");
            if (node.Object(name, required: true) is not { } variant) continue;
            if (ReadOne(name, variant) is { } read) variants[name] = read;
        }

        if (!node.Names.Contains(Reference, StringComparer.Ordinal))
            node.Problem(Reference, "is missing; every package has the variant \"full\", the reference for the others");
        return variants;
    }

    /// <summary>Reads the golden cases.</summary>
    public static IReadOnlyList<GoldenCase> ReadGolden(ManifestNode root, ManifestProblems problems, ISet<string> stated)
    {
        const string What = "an array of { \"input\", \"expect\", \"tolerance\" }";
        var cases = new List<GoldenCase>();
        if (root.Value("golden") is not { } array) return cases;
        if (array.ValueKind != JsonValueKind.Array)
        {
            root.Wrong<string>("golden", array, What);
            return cases;
        }

        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            var path = $"golden[{index++}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                problems.Add(path, $"is {JsonNames.Show(item)}; golden must be {What}");
                continue;
            }

            var node = new ManifestNode(item, path, problems, stated);
            var input = ReadPath(node, "input", "a recording or an image inside the package");
            var expect = ReadPath(node, "expect", "a JSON file inside the package");
            var tolerance = node.Number("tolerance", 0, 1, ", the largest difference of a score", required: true);
            node.RefuseUnknownKeys();
            if (input is not null && expect is not null && tolerance is { } most) cases.Add(new GoldenCase(input, expect, (float)most));
        }

        return cases;
    }

    /// <summary>Reads the hashes of the other files by path.</summary>
    public static IReadOnlyDictionary<string, string> ReadFiles(ManifestNode root, IReadOnlyDictionary<string, ModelVariant> variants)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Object("files") is not { } node) return files;
        foreach (var path in node.Names)
        {
            if (PackagePaths.Fault(path) is { } fault) node.Problem(path, fault);
            else if (path is ManifestReader.FileName or ManifestReader.SignatureFileName) node.Problem(path, "can't hold its own hash; leave it out");
            else if (variants.Values.FirstOrDefault(v => v.File == path) is { } variant) node.Problem(path, $"has its hash in variants.{variant.Name} already; leave it out here");
            if (ReadHash(node, path) is { } hash) files[path] = hash;
        }

        return files;
    }

    /// <summary>Reads a path that stays inside the package; null after a problem.</summary>
    public static string? ReadPath(ManifestNode node, string key, string what)
    {
        if (node.Text(key, what, required: true) is not { } path) return null;
        if (PackagePaths.Fault(path) is not { } fault) return path;
        node.Problem(key, fault);
        return null;
    }

    private static ModelVariant? ReadOne(string name, ManifestNode node)
    {
        var file = ReadPath(node, "file", "the model's file inside the package");
        var hash = ReadHash(node, "sha256");
        var batch = node.Object("batch");
        var invariant = batch?.Flag("invariant");
        batch?.RefuseUnknownKeys();
        var parity = ReadParity(node.Object("parity"));
        node.RefuseUnknownKeys();
        return file is null || hash is null ? null : new ModelVariant(name, file, hash, invariant) { Parity = parity };
    }

    private static string? ReadHash(ManifestNode node, string key)
    {
        const string What = "the file's SHA-256 as 64 hex digits, as sha256sum prints it";
        if (node.Text(key, What, required: true) is not { } text) return null;
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit)) return text.ToLowerInvariant();
        node.Problem(key, $"is {JsonNames.Quote(text)}; it must be {What}");
        return null;
    }

    private static VariantParity? ReadParity(ManifestNode? node)
    {
        if (node is null) return null;
        var delta = node.Number("maxAbsDelta", 0, 1, required: true);
        var agreement = node.Number("eventF1", 0, 1);
        var measured = new VariantParity((float)(delta ?? 0), agreement)
        {
            MeanAbsDelta = node.Number("meanAbsDelta", 0, 1),
            Top1 = node.Number("top1", 0, 1),
            DetectionF1 = node.Number("detectionF1", 0, 1),
            SizeRatio = node.Number("sizeRatio", 0, 1000),
            SpeedRatio = node.Number("speedRatio", 0, 1_000_000),
            MemoryRatio = node.Number("memoryRatio", 0, 1000),
            Report = node.Names.Contains("report") ? ReadPath(node, "report", "the report's file inside the package") : null,
        };
        node.RefuseUnknownKeys();
        return delta is null ? null : measured;
    }
}
