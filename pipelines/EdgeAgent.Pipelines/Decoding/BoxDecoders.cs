using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Which decoder reads which layout.</summary>
internal static class BoxDecoders
{
    /// <summary>The decoder of a detection format.</summary>
    public static IBoxDecoder Create(ImageInput input, ImageOutput output) => output.Format switch
    {
        ImageOutputFormat.Yolov2 or ImageOutputFormat.Yolov4 or ImageOutputFormat.Yolov5Grids => new AnchorGridDecoder(input, output),
        ImageOutputFormat.Yolov3 => new IndexedDecoder(input, output),
        ImageOutputFormat.Yolov5 => Dense(output, new PlainBoxes(input, output), objectness: true),
        ImageOutputFormat.Yolov8 => Dense(output, new PlainBoxes(input, output), objectness: false),
        ImageOutputFormat.Yolox => Dense(output, new CellBoxes(input, output), objectness: true),
        ImageOutputFormat.Nanodet => new DistanceDecoder(input, output),
        ImageOutputFormat.FastestDet => new FastestDetDecoder(input, output),
        ImageOutputFormat.Yolov10 or ImageOutputFormat.BoxesNms => new SelectedRowsDecoder(input, output),
        ImageOutputFormat.EfficientNms => new SelectedDecoder(input, output),
        ImageOutputFormat.Ssd or ImageOutputFormat.Detr => Scored(input, output),
        _ => throw new ArgumentException($"{output.Format} is not a format of boxes", nameof(output)),
    };

    private static IBoxDecoder Dense(ImageOutput output, IRowBoxes boxes, bool objectness) => output.Layout == TensorLayout.Nchw
        ? new ColumnDecoder(output, boxes, objectness)
        : new RowDecoder(output, boxes, objectness);

    private static IBoxDecoder Scored(ImageInput input, ImageOutput output)
    {
        if (output.IndexOf(OutputRoles.Classes) >= 0) return new SelectedDecoder(input, output);
        IRowBoxes boxes = output.Anchors.Count > 0 ? new PriorBoxes(input, output) : new PlainBoxes(input, output);
        return new RowDecoder(output, boxes, objectness: false);
    }
}
