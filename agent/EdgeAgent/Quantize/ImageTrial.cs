using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Evaluation;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Quantize;

/// <summary>Shows two variants the same images, through tiles and second step as a live pipeline does, and compares what they see.</summary>
internal sealed class ImageTrial(AgentSettings settings, OnnxRuntimeLibrary library, Terminal terminal)
{
    private readonly ModelRepository _repository = new(settings.Repository);

    /// <summary>Opens a variant with the second step of a cascade.</summary>
    public ImageModel Open(ModelPackage package, ModelVariant variant) =>
        ImageModels.Open(library, new ResolvedModel(package, variant), reference => _repository.Resolve(reference), new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 });

    /// <summary>Compares.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="files">Images.</param>
    /// <param name="truths">What is really there by the image's file name, from <see cref="ReadTruth"/>; null where nobody knows.</param>
    /// <param name="raw">How far the model's own outputs are apart.</param>
    /// <param name="stop">Stops between images.</param>
    /// <returns>Differences of the scores, and of the objects for models that find some.</returns>
    /// <exception cref="ModelException">A model or an image can't be used.</exception>
    public (OutputDifference Scores, ImageParity? Images) Compare(ModelPackage package, ModelVariant variant, IReadOnlyList<string> files, IReadOnlyDictionary<string, ImageTruth>? truths, OutputDifference? raw, CancellationToken stop)
    {
        using var full = Open(package, package.Manifest.Variants["full"]);
        using var other = Open(package, variant);
        using var left = new FrameRunner(full, new FrameCounters());
        using var right = new FrameRunner(other, new FrameCounters());
        using var masks = full.Plan.Output.Format == ImageOutputFormat.Mask ? new MaskAgreement(full, other) : null;
        var isList = IsList(full);
        var labels = full.Plan.Labels;
        var objects = new ObjectAgreement(labels.Count);
        var (ofFull, ofOther) = (new DetectionEvaluator(labels.Count), new DetectionEvaluator(labels.Count));
        var (rows, otherRows) = (new List<float[]>(), new List<float[]>());
        var (one, two) = (new SeenObjects(), new SeenObjects());
        var known = 0;
        foreach (var (file, frame) in ImageFiles.Read(files))
        {
            stop.ThrowIfCancellationRequested();
            terminal.Progress($"comparing what they see: {rows.Count + objects.Images} of {files.Count} images");
            left.Process(frame, one);
            right.Process(frame, two);
            if (isList)
            {
                rows.Add(one.Scores);
                otherRows.Add(two.Scores);
                continue;
            }

            objects.Add(one.Objects, two.Objects);
            masks?.Add(frame);
            if (truths?.GetValueOrDefault(Path.GetFileName(file)) is not { } there) continue;
            known++;
            ofFull.Add(there, one.Objects);
            ofOther.Add(there, two.Objects);
        }

        if (isList) return (OutputDifference.Of(rows, otherRows), null);
        if (truths is not null && known == 0) throw new ModelException($"the truth tells of none of the {files.Count} images; name the file that belongs to them with --truth");
        var images = new ImageParity(objects.Images, objects.First, objects.Second, objects.F1, objects.BoxIou, masks?.Iou);
        if (known > 0)
        {
            var gate = full.Next is null ? full.Plan.Output.MinScore : 0;
            var (reportFull, reportOther) = (ofFull.Report(gate), ofOther.Report(gate));
            images = images with { TruthObjects = reportFull.Classes.Sum(c => c.Truths), FullTruthF1 = F1(reportFull), VariantTruthF1 = F1(reportOther) };
        }

        return (new OutputDifference(objects.MaxDelta, objects.MeanDelta, raw?.Relative ?? 0, null, objects.Images), images);
    }

    private static double? F1(ImageReport report)
    {
        var (truths, found, wrong) = (report.Classes.Sum(c => c.Truths), report.Classes.Sum(c => c.Found), report.Classes.Sum(c => c.False));
        return found + wrong == 0 ? null : 2.0 * found / (truths + found + wrong);
    }

    private static bool IsList(ImageModel model) => model.Plan.Output.Format is ImageOutputFormat.Scores or ImageOutputFormat.TopK;

    /// <summary>Reads COCO files of what is really in images.</summary>
    /// <param name="files">The files; null for none.</param>
    /// <param name="model">Its labels are what categories name.</param>
    /// <exception cref="ImageTruthException">A file can't be read or names what the model does not know.</exception>
    /// <exception cref="UsageException">The model finds no objects.</exception>
    public static IReadOnlyDictionary<string, ImageTruth>? ReadTruth(IReadOnlyList<string>? files, ImageModel model)
    {
        if (files is null) return null;
        if (IsList(model)) throw new UsageException("--truth of images is a COCO file of boxes; this model classifies whole images, whose agreement with the full model counts");
        var labels = model.Plan.Labels;
        var truths = new Dictionary<string, ImageTruth>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                foreach (var image in CocoTruth.Read(File.ReadAllBytes(file), labels, file)) truths[Path.GetFileName(image.Image)] = image;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ImageTruthException($"{file} can't be read: {error.Message.TrimEnd('.')}", error);
            }
        }

        return truths;
    }

    /// <summary>The masks of two variants, pixel by pixel of their outputs.</summary>
    private sealed class MaskAgreement(ImageModel full, ImageModel other) : IDisposable
    {
        private readonly ImageRun _full = new(full);
        private readonly ImageRun _other = new(other);
        private readonly ImageTiles _tiles = new(full.Plan.Input, full.Package.Manifest.Input.Image?.Tiles);
        private readonly ImageResults _one = new();
        private readonly ImageResults _two = new();
        private long _both;
        private long _any;

        /// <summary>Pixels of one class in both over pixels that are no background in either; null when all is background.</summary>
        public double? Iou => _any == 0 ? null : (double)_both / _any;

        public void Add(VideoFrame frame)
        {
            foreach (var placement in _tiles.Of(frame.Layout))
            {
                Look(_full, _one, frame, placement);
                Look(_other, _two, frame, placement);
                var a = _one.Mask.Labels;
                var b = _two.Mask.Labels;
                for (var i = 0; i < a.Length; i++)
                {
                    if (a[i] >= 0 || b[i] >= 0) _any++;
                    if (a[i] >= 0 && a[i] == b[i]) _both++;
                }
            }
        }

        public void Dispose()
        {
            _full.Dispose();
            _other.Dispose();
        }

        private static void Look(ImageRun run, ImageResults results, VideoFrame frame, in ImagePlacement placement)
        {
            run.Add(frame.Bytes, frame.Layout, placement);
            run.Run();
            run.Decode(0, results);
        }
    }
}
