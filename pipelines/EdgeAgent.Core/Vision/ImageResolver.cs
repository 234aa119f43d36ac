using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>
/// Decides how an image model is fed and read: what the manifest says, else what the file's metadata say, else what names and shapes show,
/// else what is usual for the family. Every decision has its reason, every misfit a sentence that says what to change.
/// </summary>
public static class ImageResolver
{
    /// <summary>Resolves a package with the model file that was opened.</summary>
    public static ImageResolution Resolve(ModelPackage package, ModelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(surface);
        var (manifest, notes) = (package.Manifest, new PlanNotes());
        if (manifest.Input.Image is not { } image || manifest.Output.Image is not { } spec)
            return new ImageResolution(null, [$"model {manifest.Name}:{manifest.Version} takes no images; its task is {manifest.Task}"], []);
        var metadata = EmbeddedMetadata.Read(surface.Metadata);
        if (metadata.Task is "pose" or "obb")
            notes.Problem($"the file's metadata say task {metadata.Task}, which this build does not read; export a detect, segment or classify model");
        var labels = Labels(package, metadata, notes);
        if (InputResolver.Geometry(manifest.Input, surface, metadata, notes) is not { } input || labels is null) return new ImageResolution(null, notes.Problems, notes.Choices);
        var context = new OutputContext(spec, surface, metadata, input, labels.Count, manifest.Task, notes);
        if (Format(context) is not { } format) return new ImageResolution(null, notes.Problems, notes.Choices);
        var word = VisionWords.Format.Of(format);
        var output = Output(context, format);
        var family = ImageFamily.Of(format, metadata.Task is not null, input.Type == PixelType.Unsigned8);
        input = InputResolver.Complete(input, image, family, word, notes);
        if (output is not null) output = Complete(output, context);
        return notes.Problems.Count > 0 || output is null
            ? new ImageResolution(null, notes.Problems, notes.Choices)
            : new ImageResolution(new ImagePlan(input, output, labels, notes.Choices), [], notes.Choices);
    }

    private static IReadOnlyList<string>? Labels(ModelPackage package, EmbeddedMetadata metadata, PlanNotes notes)
    {
        if (package.Labels.Count > 0)
        {
            notes.Note("labels", Text($"{package.Labels.Count} labels"), PlanSource.Manifest, "the manifest says so");
            if (metadata.Names is { } other && other.Count != package.Labels.Count && metadata.Task is not null)
                notes.Problem($"the package has {package.Labels.Count} labels, but the file's metadata name {other.Count} classes; leave labels out to take those");
            return package.Labels;
        }

        if (metadata.Names is { } names)
        {
            notes.Note("labels", Text($"{names.Count} labels"), PlanSource.Metadata, "the manifest is silent; the file's metadata name its classes");
            return names;
        }

        if (package.Manifest.Task == "anomaly-detection")
        {
            notes.Note("labels", "anomaly", PlanSource.Default, "the manifest is silent");
            return ["anomaly"];
        }

        notes.Problem("neither the manifest nor the model file names the classes; give labels");
        return null;
    }

    private static ImageOutputFormat? Format(OutputContext context)
    {
        if (context.Spec.Format is { } stated)
        {
            context.Notes.Note("output.format", VisionWords.Format.Of(stated), PlanSource.Manifest, "the manifest says so");
            return stated;
        }

        if (FormatFinder.Find(context) is { } found)
        {
            context.Notes.Note("output.format", VisionWords.Format.Of(found.Format), found.Source, found.Why);
            return found.Format;
        }

        context.Notes.Problem($"no format fits the outputs {string.Join("; ", context.Outputs)} with {context.Labels} labels; set output.format to one of {string.Join(", ", VisionWords.Format.All)}");
        return null;
    }

    private static ImageOutput? Output(OutputContext context, ImageOutputFormat format) => format switch
    {
        ImageOutputFormat.Scores or ImageOutputFormat.TopK => PixelLayouts.Classes(context, format),
        ImageOutputFormat.Mask => PixelLayouts.Mask(context),
        ImageOutputFormat.AnomalyMap => PixelLayouts.Anomaly(context),
        ImageOutputFormat.Yolov2 => GridLayouts.SingleGrid(context),
        ImageOutputFormat.Yolov4 or ImageOutputFormat.Yolov5Grids => GridLayouts.ManyGrids(context, format),
        ImageOutputFormat.Nanodet => GridLayouts.Distances(context),
        ImageOutputFormat.FastestDet => GridLayouts.FastestDet(context),
        ImageOutputFormat.Yolov3 => SelectedLayouts.Indexed(context),
        ImageOutputFormat.Yolov10 or ImageOutputFormat.BoxesNms => SelectedLayouts.Rows(context, format),
        ImageOutputFormat.EfficientNms => SelectedLayouts.Separate(context, format),
        ImageOutputFormat.Ssd or ImageOutputFormat.Detr => DenseLayouts.Scored(context, format),
        _ => DenseLayouts.Yolo(context, format),
    };

    /// <summary>Adds what every format has, with what is usual for the family where the manifest is silent.</summary>
    private static ImageOutput Complete(ImageOutput output, OutputContext context)
    {
        var (spec, notes, why) = (context.Spec, context.Notes, $"usual for {VisionWords.Format.Of(output.Format)}");
        var boxes = output.Format is not (ImageOutputFormat.Scores or ImageOutputFormat.TopK or ImageOutputFormat.Mask or ImageOutputFormat.AnomalyMap);
        output = output with { MinScore = notes.Pick("output.minScore", spec.MinScore, output.MinScore, PlanSource.Default, "nobody says it") };
        if (boxes)
        {
            output = output with
            {
                Activation = notes.Pick("output.activation", spec.Activation, output.Activation, PlanSource.Default, why, VisionWords.Activation.Of),
                Boxes = notes.Pick("output.boxes", spec.Boxes, output.Boxes, PlanSource.Default, why, VisionWords.Boxes.Of),
                Units = notes.Pick("output.units", spec.Units, output.Units, PlanSource.Default, why, VisionWords.Units.Of),
                Nms = notes.Pick("output.nms", spec.Nms, output.Nms, PlanSource.Default, why, VisionWords.Nms.Of),
                Iou = notes.Pick("output.iou", spec.Iou, output.Iou, PlanSource.Default, "nobody says it"),
                MaxDetections = notes.Pick("output.maxDetections", spec.MaxDetections, output.MaxDetections, PlanSource.Default, "nobody says it"),
            };
            return output.MaskCoefficients > 0 ? output with { MaskThreshold = notes.Pick("output.maskThreshold", spec.MaskThreshold, output.MaskThreshold, PlanSource.Default, "nobody says it") } : output;
        }

        if (output.Format is ImageOutputFormat.Scores or ImageOutputFormat.TopK)
            return output with { TopK = notes.Pick("output.topK", spec.TopK, output.TopK, PlanSource.Default, "nobody says it") };
        return output with
        {
            MaskThreshold = notes.Pick("output.maskThreshold", spec.MaskThreshold, output.MaskThreshold, PlanSource.Default, "nobody says it"),
            MinPixels = notes.Pick("output.minPixels", spec.MinPixels, output.MinPixels, PlanSource.Default, "nobody says it"),
            Connectivity = notes.Pick("output.connectivity", spec.Connectivity, output.Connectivity, PlanSource.Default, "nobody says it"),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
