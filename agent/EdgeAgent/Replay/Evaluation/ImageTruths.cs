using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>What is really in images: boxes (a COCO file, a folder of YOLO or Pascal VOC labels) or labels of whole images (a CSV with the columns file and label).</summary>
internal sealed class ImageTruths
{
    private readonly Dictionary<string, List<ImageTruth>> _boxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ImageLabels>> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private bool _fractions;

    private ImageTruths()
    {
    }

    /// <summary>Whether it says where objects are; otherwise which labels images have.</summary>
    public bool HasBoxes { get; private init; }

    /// <summary>Images of the truth that nobody asked for.</summary>
    public int Unused => (HasBoxes ? _boxes.Count : _labels.Count) - _used.Count;

    /// <summary>Reads all of it before any work is done, so that a mistake costs nothing.</summary>
    /// <param name="request">The files and folders.</param>
    /// <param name="labels">The model's labels.</param>
    /// <exception cref="TruthException">Something can't be read, or kinds of truth are mixed.</exception>
    /// <exception cref="ImageTruthException">A file is not what it should be.</exception>
    public static ImageTruths Read(TruthRequest request, IReadOnlyList<string> labels)
    {
        if (request.Confusers.Count > 0) throw new TruthException("--confusers is for sound; leave it out.");
        var said = TruthLabels.Parse(request.Labels, labels).Said;
        var isTable = request.Tables.All(path => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path));
        var truths = new ImageTruths { HasBoxes = !isTable };
        foreach (var path in request.Tables)
        {
            if (Directory.Exists(path)) truths.ReadFolder(path, labels, said);
            else if (isTable) truths.ReadTable(path, labels, said);
            else if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)) truths.AddBoxes(CocoTruth.Read(Content(path, File.ReadAllBytes), labels, path, said), byStem: false);
            else throw new TruthException($"{path} is no truth of images; name a COCO file (.json), a folder of YOLO (.txt) or Pascal VOC (.xml) labels, or a table of labels (.csv), one kind at a time.");
        }

        return truths;
    }

    /// <summary>The objects of an image; null where the truth does not say.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="width">Its pixels of a row.</param>
    /// <param name="height">Its rows.</param>
    public ImageTruth? BoxesOf(string path, int width, int height)
    {
        if (Pick(_boxes, path, t => t.Image) is not { } found) return null;
        return _fractions ? found with { Boxes = [.. found.Boxes.Select(b => b with { Box = new ImageBox(b.Box.Left * width, b.Box.Top * height, b.Box.Right * width, b.Box.Bottom * height) })] } : found;
    }

    /// <summary>The labels of an image; null where the truth does not say.</summary>
    public IReadOnlyList<int>? LabelsOf(string path) => Pick(_labels, path, t => t.Image)?.Classes;

    private void ReadFolder(string folder, IReadOnlyList<string> labels, IReadOnlyDictionary<string, string> said)
    {
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToArray();
        var voc = files.Where(f => Path.GetExtension(f).Equals(".xml", StringComparison.OrdinalIgnoreCase)).ToArray();
        var yolo = files.Where(f => Path.GetExtension(f).Equals(".txt", StringComparison.OrdinalIgnoreCase) && Path.GetFileName(f) is not ("classes.txt" or "labels.txt")).ToArray();
        if ((voc.Length == 0) == (yolo.Length == 0)) throw new TruthException($"{folder} has {voc.Length} .xml and {yolo.Length} .txt files; truth is a folder of one kind, Pascal VOC (.xml) or YOLO (.txt).");
        if (_boxes.Count > 0 && _fractions != yolo.Length > 0) throw new TruthException($"{folder} is another kind of truth than the one before; score against one kind at a time.");
        _fractions = yolo.Length > 0;
        AddBoxes(voc.Select(f => VocTruth.Read(Content(f, File.ReadAllText), labels, f, said) with { Image = Path.GetFileNameWithoutExtension(f) }), byStem: true);
        // Fractions of a picture whose size is known when it is looked at.
        AddBoxes(yolo.Select(f => YoloTruth.Read(Content(f, File.ReadAllText), Path.GetFileNameWithoutExtension(f), 1, 1, labels.Count, f)), byStem: true);
    }

    private void ReadTable(string path, IReadOnlyList<string> labels, IReadOnlyDictionary<string, string> said)
    {
        var table = DelimitedFile.Read(path);
        var columns = new TableColumns(table);
        var (file, label) = (columns.Require("file", "image", "filename", "path"), columns.Require("label", "labels", "class", "species"));
        var rows = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var row in table.Rows.Skip(1))
        {
            var name = (TableColumns.Text(row, file) ?? throw TruthException.At(path, row.Line, "no file")).Replace('\\', '/');
            if (!rows.TryGetValue(name, out var classes)) rows[name] = classes = [];
            // Several labels are rows of their own, or parted by semicolons; a row without one is an image of none.
            foreach (var word in (TableColumns.Text(row, label) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var meant = said.GetValueOrDefault(word) ?? word;
                if (meant.Length == 0) continue;
                var index = labels.ToList().FindIndex(l => l.Equals(meant, StringComparison.OrdinalIgnoreCase));
                classes.Add(index >= 0 ? index : throw TruthException.At(path, row.Line, $"the model has no label '{word}' (it has {string.Join(", ", labels.Take(6))}{(labels.Count > 6 ? ", …" : "")}); say which it is with --truth-label {word}={labels[0]}, or --truth-label {word}= to leave it out"));
            }
        }

        foreach (var (name, classes) in rows) Add(_labels, Path.GetFileName(name), new ImageLabels(name, [.. classes.Order()]));
    }

    private void AddBoxes(IEnumerable<ImageTruth> truths, bool byStem)
    {
        foreach (var truth in truths) Add(_boxes, byStem ? truth.Image : Path.GetFileName(truth.Image.Replace('\\', '/')), truth);
    }

    private static void Add<T>(Dictionary<string, List<T>> map, string key, T item)
    {
        if (!map.TryGetValue(key, out var list)) map[key] = list = [];
        list.Add(item);
    }

    // A name of the truth may be that of a file in a folder; of several files of one name the folder decides.
    private T? Pick<T>(Dictionary<string, List<T>> map, string path, Func<T, string> nameOf)
        where T : class
    {
        var key = map.ContainsKey(Path.GetFileName(path)) ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(path);
        if (!map.TryGetValue(key, out var list)) return null;
        _used.Add(key);
        if (list.Count == 1) return list[0];
        var full = Path.GetFullPath(path).Replace('\\', '/');
        var fits = list.Where(item => full.EndsWith("/" + nameOf(item).Replace('\\', '/').TrimStart('.', '/'), StringComparison.Ordinal)).ToArray();
        return fits.Length > 0 && fits.MaxBy(item => nameOf(item).Length) is { } best && fits.Count(item => nameOf(item).Length == nameOf(best).Length) == 1
            ? best
            : throw new TruthException($"the truth has {list.Count} images named {key}, and none of their folders tells which of them {path} is; name them with their folders.");
    }

    private static T Content<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TruthException($"{path} does not exist; check the name.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TruthException($"{path} cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }
}
