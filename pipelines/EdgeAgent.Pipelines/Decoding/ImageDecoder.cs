using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// Reads a model's outputs by its plan: decode, select, map back to the source image. Allocates nothing once its buffers have grown to what images need.
/// One thread at a time.
/// </summary>
public sealed class ImageDecoder
{
    private readonly ImagePlan _plan;
    private readonly IBoxDecoder? _boxDecoder;
    private readonly ObjectMaskDecoder? _objectMasks;
    private readonly ClassDecoder? _classes;
    private readonly MaskDecoder? _mask;
    private readonly AnomalyDecoder? _anomaly;
    private readonly BoxBuffer _boxes = new(1024);
    private readonly BoxSelection _selection = new();
    private readonly ComponentFinder _finder = new();

    /// <summary>Makes the decoder that a plan asks for.</summary>
    /// <param name="plan">How inputs and outputs are laid out, as the resolver found it.</param>
    public ImageDecoder(ImagePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        var output = plan.Output;
        switch (output.Format)
        {
            case ImageOutputFormat.Scores or ImageOutputFormat.TopK: _classes = new ClassDecoder(output); break;
            case ImageOutputFormat.Mask: _mask = new MaskDecoder(plan.Input, output); break;
            case ImageOutputFormat.AnomalyMap: _anomaly = new AnomalyDecoder(plan.Input, output); break;
            default: _boxDecoder = BoxDecoders.Create(plan.Input, output); break;
        }

        if (output.MaskCoefficients > 0) _objectMasks = new ObjectMaskDecoder(plan.Input, output);
    }

    /// <summary>Reads the outputs of one image.</summary>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="placement">Where the source image lies in the model's input.</param>
    /// <param name="results">Receives what was seen, in pixels of the source image.</param>
    public void Decode(IImageOutputs outputs, in ImagePlacement placement, ImageResults results)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(results);
        results.Clear();
        var sanity = Measure(outputs);
        if (sanity.Fault is null)
        {
            if (_classes is not null) Classify(outputs, results, ref sanity);
            else if (_boxDecoder is not null) Detect(outputs, placement, results, ref sanity);
            else Segment(outputs, placement, results);
            if (sanity.Fault is not null) results.Clear();
        }

        results.Sanity = sanity;
    }

    private OutputSanity Measure(IImageOutputs outputs)
    {
        var (values, bad) = (0, 0);
        for (var i = 0; i < _plan.Output.Tensors.Count; i++)
        {
            var tensor = outputs[i];
            values += tensor.Length;
            bad += SanityMeter.NotFinite(tensor);
        }

        // Selected boxes may rightly be none.
        return new OutputSanity(values == 0 && _plan.Output.Nms == NmsKind.None && _boxDecoder is not null ? 1 : values, bad, 0, 0, 0);
    }

    private void Classify(IImageOutputs outputs, ImageResults results, ref OutputSanity sanity)
    {
        results.Classify(_classes!, outputs, _plan.Output.Labels, Math.Min(_plan.Output.TopK, _plan.Output.Labels));
        var (highest, beyond) = (0f, 0);
        foreach (var score in results.Scores)
        {
            highest = Math.Max(highest, score);
            if (IsBeyond(score)) beyond++;
        }

        sanity = sanity with { HighestScore = highest, ScoresOutOfRange = beyond };
    }

    private void Detect(IImageOutputs outputs, in ImagePlacement placement, ImageResults results, ref OutputSanity sanity)
    {
        var output = _plan.Output;
        _boxes.Clear();
        _boxDecoder!.Decode(outputs, _boxes);
        _selection.Select(_boxes, output.Nms, output.Iou, output.MaxDetections);
        var beyond = 0;
        foreach (var index in _selection.Kept)
        {
            if (IsBeyond(_boxes.Scores[index])) beyond++;
            results.DetectionList.Add(new Detection(_boxes.Box(index), _boxes.Classes[index], _boxes.Scores[index], _boxes.Rows[index]));
        }

        sanity = sanity with { Degenerate = _boxes.Degenerate, HighestScore = _selection.KeptCount > 0 ? _boxes.Scores[_selection.Kept[0]] : 0, ScoresOutOfRange = beyond };
        _objectMasks?.Decode(outputs, results.Detections, results.ObjectMasks);
        for (var i = 0; i < results.DetectionList.Count; i++)
        {
            var detection = results.DetectionList[i];
            results.DetectionList[i] = detection with { Box = ToSource(detection.Box, placement) };
        }
    }

    private void Segment(IImageOutputs outputs, in ImagePlacement placement, ImageResults results)
    {
        var output = _plan.Output;
        if (_anomaly is not null) results.ImageScore = _anomaly.Decode(outputs, results.Mask);
        else _mask!.Decode(outputs, results.Mask);
        var mask = results.Mask;
        if (mask.Width == 0) return;
        _finder.Find(mask.Labels, mask.Scores, mask.Width, output.Connectivity, output.MinPixels, results.ComponentList);
        var (across, down) = ((float)_plan.Input.Width / mask.Width, (float)_plan.Input.Height / mask.Height);
        for (var i = 0; i < results.ComponentList.Count; i++)
        {
            var component = results.ComponentList[i];
            var box = component.Box;
            var center = placement.ToSource(new ImageBox(component.CenterX * across, component.CenterY * down, component.CenterX * across, component.CenterY * down));
            component = component with
            {
                Box = ToSource(new ImageBox(box.Left * across, box.Top * down, box.Right * across, box.Bottom * down), placement),
                CenterX = center.Left, CenterY = center.Top,
            };
            results.ComponentList[i] = component;
            results.DetectionList.Add(new Detection(component.Box, component.ClassIndex, component.Score, i));
        }
    }

    /// <summary>Source pixels, within the part of the source that the model saw.</summary>
    private ImageBox ToSource(in ImageBox box, in ImagePlacement placement)
    {
        var mapped = _plan.Output.Units == BoxUnit.SourcePixels ? box : placement.ToSource(box);
        var (left, top) = (placement.SourceX, placement.SourceY);
        var (right, bottom) = (left + placement.SourceWidth, top + placement.SourceHeight);
        return new ImageBox(Math.Clamp(mapped.Left, left, right), Math.Clamp(mapped.Top, top, bottom), Math.Clamp(mapped.Right, left, right), Math.Clamp(mapped.Bottom, top, bottom));
    }

    // Sums of floats may end a little above 1.
    private static bool IsBeyond(float score) => score > 1.001f;
}
