using System.Text.Json;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>
/// Reads <c>model.json</c>: strict JSON (no comments, no trailing commas), every key known, every value in range.
/// All problems are listed at once, a line each, with their JSON path and what would be right.
/// </summary>
public static class ManifestReader
{
    /// <summary>File name of the manifest in a package.</summary>
    public const string FileName = "model.json";

    /// <summary>File name of the detached signature in a package.</summary>
    public const string SignatureFileName = "model.sig";

    /// <summary>Largest manifest that is read, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    // Half a gigabyte of float32: no edge device gains from more, and a mistyped number must not exhaust its memory.
    private const long MostBatchSamples = 1 << 27;

    /// <summary>Reads a manifest file.</summary>
    /// <param name="path">Path of <c>model.json</c>.</param>
    /// <exception cref="ModelException">It can't be read or is not right; the message lists every problem.</exception>
    public static ModelManifest Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SmallFile.Read(path, LargestFile), path);
    }

    /// <summary>Reads a manifest from its bytes.</summary>
    /// <param name="bytes">UTF-8 JSON.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="ModelException">It is not right; the message lists every problem.</exception>
    public static ModelManifest Read(ReadOnlyMemory<byte> bytes, string source = FileName) => ReadDocument(bytes, source).Manifest;

    /// <summary>Reads a manifest with its label source and the keys that it states.</summary>
    internal static ManifestDocument ReadDocument(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.Length > LargestFile)
            throw new ModelException($"{source} has {bytes.Length} bytes; a manifest has at most {LargestFile}");
        using var json = StrictJson.Parse(source, bytes);
        var problems = new ManifestProblems();
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw new ModelException($"{source} holds {JsonNames.Show(json.RootElement)}; it must be an object with name, version, task, input, output, labels and variants");
        var stated = new HashSet<string>(StringComparer.Ordinal);
        var document = ReadRoot(new ManifestNode(json.RootElement, "", problems, stated), problems, stated);
        problems.ThrowIfAny(source);
        return document ?? throw new ModelException($"{source} can't be read");
    }

    private static ManifestDocument? ReadRoot(ManifestNode root, ManifestProblems problems, HashSet<string> stated)
    {
        const string Tasks = "\"audio-classification\", \"image-classification\", \"object-detection\", \"image-segmentation\" or \"anomaly-detection\"";
        var task = root.Text("task", Tasks, required: true);
        var seesImages = task is "image-classification" or "object-detection" or "image-segmentation" or "anomaly-detection";
        if (!seesImages && task is not (null or "audio-classification"))
        {
            // Everything else depends on the task; checking it against another task's rules would only mislead.
            root.Problem("task", $"is {JsonNames.Quote(task)}; this build runs {Tasks}");
            return null;
        }

        var name = root.Text("name", PackageNames.Rule, required: true);
        if (name is not null && !PackageNames.IsName(name)) root.Problem("name", $"is {JsonNames.Quote(name)}; use {PackageNames.Rule}");
        var version = root.Integer("version", 1, int.MaxValue, required: true);
        var description = root.Text("description", "a text");
        var license = root.Text("license", "a text");
        var origin = root.Text("origin", "a text");
        var input = ReadInput(root.Object("input", required: true), seesImages);
        var output = seesImages ? ImageOutputReader.Read(root.Object("output"), task!) : ReadOutput(root.Object("output", required: true));
        var (labelFile, inline) = ReadLabels(root, problems, required: !seesImages);
        var (rules, perLabel) = EventRulesReader.ReadAll(root.Object("events"));
        var next = seesImages ? NextStepReader.Read(root, task) : null;
        // A cascade's labels are its second package's.
        if (inline is not null && next is null) EventRulesReader.RefuseForeignLabels(perLabel.Keys, inline, problems);
        var batch = ReadBatch(root.Object("batch"));
        if (input is not null && (long)batch.Max * input.WindowSamples > MostBatchSamples)
            problems.Add("batch.max", $"is {batch.Max}, which with windows of {input.WindowSamples} samples makes one batch larger than {MostBatchSamples} samples; lower it");
        var variants = VariantsReader.Read(root);
        var golden = VariantsReader.ReadGolden(root, problems, stated);
        var files = VariantsReader.ReadFiles(root, variants);
        if (root.Value("signature") is not null)
            root.Problem("signature", $"is a key of no manifest; \"edge-agent models sign\" writes the signature beside it, into {SignatureFileName}");
        var counter = root.Integer("securityCounter", 0, int.MaxValue) ?? 0;
        root.RefuseUnknownKeys();
        if (problems.Any || input is null || output is null) return null;
        var manifest = new ModelManifest
        {
            Name = name!, Version = version!.Value, Task = task!,
            Description = description, License = license, Origin = origin,
            Input = input, Output = output, Events = rules, EventsPerLabel = perLabel,
            Batch = batch, Variants = variants, Golden = golden, Files = files, SecurityCounter = counter, Then = next,
        };
        return new ManifestDocument(manifest, labelFile, inline, stated);
    }

    private static InputSpec? ReadInput(ManifestNode? node, bool image)
    {
        if (node is null) return null;
        var wanted = image ? "image" : "waveform";
        var kind = node.Text("kind", $"\"{wanted}\"", required: true);
        if (kind is not null && kind != wanted)
        {
            node.Problem("kind", kind is "waveform" or "image"
                ? $"is \"{kind}\", which does not suit the task; it must be \"{wanted}\""
                : $"is {JsonNames.Quote(kind)}; this build runs only models that take a waveform or an image");
            return null;
        }

        if (image) return ImageInputReader.Read(node);

        var tensor = node.Text("tensor", "the name of the model's input tensor", required: true);
        var rate = node.Integer("sampleRate", 100, 1_000_000, ", in Hz", required: true);
        var window = node.Integer("windowSamples", 1, 100_000_000, ", in samples", required: true);
        var hop = node.Integer("hopSamples", 1, window ?? 100_000_000, window is null ? ", in samples" : ", in samples, at most windowSamples", required: true);
        var channels = node.Integer("channels", 1, 1) ?? 1;
        node.RefuseUnknownKeys();
        return tensor is not null && rate is { } hertz && window is { } samples && hop is { } advance
            ? new InputSpec(tensor, kind!, hertz, samples, advance, channels)
            : null;
    }

    private static OutputSpec? ReadOutput(ManifestNode? node)
    {
        if (node is null) return null;
        var format = node.Text("format", "\"scores\"", required: true);
        if (format is not (null or "scores"))
        {
            node.Problem("format", $"is {JsonNames.Quote(format)}; this build runs only models that give scores");
            return null;
        }

        const string What = "\"none\" (the output holds scores already), \"sigmoid\" or \"softmax\"";
        var tensor = node.Text("tensor", "the name of the model's output tensor", required: true);
        var text = node.Text("activation", What, required: true);
        ScoreActivation? activation = text switch
        {
            "none" => ScoreActivation.None, "sigmoid" => ScoreActivation.Sigmoid, "softmax" => ScoreActivation.Softmax, _ => null,
        };
        if (text is not null && activation is null) node.Problem("activation", $"is {JsonNames.Quote(text)}; it must be {What}");
        node.RefuseUnknownKeys();
        return tensor is not null && activation is { } known ? new OutputSpec(tensor, format!, known) : null;
    }

    private static (string? File, IReadOnlyList<string>? Inline) ReadLabels(ManifestNode root, ManifestProblems problems, bool required)
    {
        const string What = "a file inside the package with one label a line, or an array of labels";
        if (root.Value("labels") is { ValueKind: JsonValueKind.Array } array) return (null, LabelList.Inline(array, problems, mayRepeat: !required));
        // Image models may carry the names of their classes in the file.
        if (!required && root.Value("labels") is null) return (null, null);
        return (VariantsReader.ReadPath(root, "labels", What), null);
    }

    private static BatchSpec ReadBatch(ManifestNode? node)
    {
        var batch = new BatchSpec(node?.Integer("max", 1, 4096, " windows") ?? 1, node?.Number("delayMs", 0, 60_000, ", in milliseconds") ?? 0, node?.Flag("invariant") ?? true);
        node?.RefuseUnknownKeys();
        return batch;
    }
}
