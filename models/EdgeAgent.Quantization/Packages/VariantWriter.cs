using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Quantization.Packages;

/// <summary>Puts a variant with its report into a package: the files first, the manifest that names them last, in one step. All or nothing.</summary>
public static class VariantWriter
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a variant, or replaces one of that name.</summary>
    /// <param name="package">The package.</param>
    /// <param name="model">The variant's model.</param>
    /// <param name="report">Its report; it must be accepted.</param>
    /// <returns>The package as it is now.</returns>
    /// <exception cref="ModelException">It can't be written, or the package would not be right with it; the package is as it was.</exception>
    public static ModelPackage Add(ModelPackage package, QuantizedModel model, ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(report);
        if (!report.IsAccepted) throw new ModelException($"the variant {report.Variant} of {report.Model} is refused: {string.Join("; ", report.Refusals)}");
        var manifestPath = Path.Combine(package.Directory, ManifestReader.FileName);
        var (file, json, markdown) = ($"model.{report.Variant}.onnx", $"parity.{report.Variant}.json", $"parity.{report.Variant}.md");
        using var undo = new FileUndo(package.Directory);
        undo.Keep(file, file + ".data", json, markdown, ManifestReader.FileName);
        var before = ReadManifest(manifestPath);
        var written = model.Write(Path.Combine(package.Directory, file));
        WholeFile.Write(Path.Combine(package.Directory, json), Encoding.UTF8.GetBytes(ParityJson.Write(report)));
        WholeFile.Write(Path.Combine(package.Directory, markdown), Encoding.UTF8.GetBytes(ParityMarkdown.Format(report)));
        before["variants"]![report.Variant] = Variant(file, Hash(written[0]), json, report);
        // Packages that list their other files list the new ones too.
        if (before["files"] is JsonObject files)
            foreach (var other in (string[])[json, markdown, .. written.Skip(1).Select(w => Path.GetFileName(w)!)]) files[other] = Hash(Path.Combine(package.Directory, other));
        var bytes = Bytes(before);
        _ = ManifestReader.Read(bytes, manifestPath);
        WholeFile.Write(manifestPath, bytes);
        var after = PackageReader.Open(package.Directory);
        undo.Forget();
        return after;
    }

    private static JsonObject Variant(string file, string hash, string json, ParityReport report)
    {
        var parity = new JsonObject
        {
            // Rounded up: what was measured must lie within what is stated.
            ["maxAbsDelta"] = Math.Min(1, Math.Ceiling(report.Scores.Max * 1e4) / 1e4),
            ["meanAbsDelta"] = Math.Min(1, Math.Round(report.Scores.Mean, 6)),
        };
        if (report.Scores.Top1 is { } top1) parity["top1"] = Math.Round(top1, 5);
        if (report.Events?.F1 is { } f1) parity["eventF1"] = Math.Round(f1, 5);
        if (report.Images?.F1 is { } objects) parity["detectionF1"] = Math.Round(objects, 5);
        parity["sizeRatio"] = Math.Round(report.SizeRatio, 4);
        parity["speedRatio"] = Math.Round(report.Speed.Ratio, 3);
        if (report.Speed.MemoryRatio is { } memory) parity["memoryRatio"] = Math.Round(memory, 3);
        parity["report"] = json;
        var variant = new JsonObject { ["file"] = file, ["sha256"] = hash };
        // Ranges of a dynamic variant are measured over the whole batch, so neighbours change its scores.
        if (report.Method == "dynamic") variant["batch"] = new JsonObject { ["invariant"] = false };
        variant["parity"] = parity;
        return variant;
    }

    private static JsonObject ReadManifest(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelException($"{path} can't be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static byte[] Bytes(JsonObject manifest)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Layout)) manifest.WriteTo(writer);
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
