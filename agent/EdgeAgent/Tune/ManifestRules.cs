using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tune;

/// <summary>Chosen thresholds as lines of a manifest.</summary>
internal static class ManifestRules
{
    /// <summary>The section <c>events</c> with what was chosen; labels without a choice are not in it.</summary>
    public static JsonObject Of(IEnumerable<LabelTuning> tunings)
    {
        var labels = new JsonObject();
        foreach (var tuning in tunings)
            if (tuning.Chosen is { } chosen) labels[tuning.Label] = new JsonObject { ["high"] = Rounded(chosen), ["low"] = Rounded(Math.Min(tuning.Low, chosen)) };
        return new JsonObject { ["events"] = new JsonObject { ["perLabel"] = labels } };
    }

    /// <summary>Indented JSON.</summary>
    public static string Text(JsonNode node) => System.Text.Encoding.UTF8.GetString(Bytes(node));

    /// <summary>Lays what was chosen over a package's manifest, on disk.</summary>
    /// <param name="package">The package.</param>
    /// <param name="tunings">What was chosen.</param>
    /// <exception cref="ModelException">The package is signed, or its manifest can't be read.</exception>
    /// <exception cref="OutputException">It can't be written.</exception>
    public static void Write(ModelPackage package, IEnumerable<LabelTuning> tunings)
    {
        var path = Path.Combine(package.Directory, "model.json");
        if (File.Exists(Path.Combine(package.Directory, "model.sig"))) throw new ModelException($"{package.Directory} is signed, and would not be any more; put the lines into a copy and sign that");
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is not JsonObject manifest) throw new ModelException($"{path} is no manifest");
            var events = manifest["events"] as JsonObject;
            if (events is null) manifest["events"] = events = [];
            var labels = events["perLabel"] as JsonObject;
            if (labels is null) events["perLabel"] = labels = [];
            foreach (var (label, rules) in Of(tunings)["events"]!["perLabel"]!.AsObject())
            {
                var own = labels[label] as JsonObject;
                if (own is null) labels[label] = own = [];
                foreach (var (key, value) in rules!.AsObject()) own[key] = value!.DeepClone();
            }

            using var file = new AtomicFile(path, ExistingFiles.Replace);
            file.Write([.. Bytes(manifest), (byte)'\n']);
            file.Seal();
            file.Place();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be changed ({error.Message.TrimEnd('.')})", error);
        }
    }

    private static byte[] Bytes(JsonNode node)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) node.WriteTo(writer);
        return memory.ToArray();
    }

    // A float's digits, not those of the double nearest to it.
    private static double Rounded(float value) => Math.Round((double)value, 4);
}
