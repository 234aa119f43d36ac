using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>YOLO's segmentation head: mask = σ(coefficients · prototypes), cut to the box.</summary>
internal sealed class ObjectMaskDecoder
{
    private readonly ImageInput _input;
    private readonly ImageOutput _output;
    private readonly int _main;
    private readonly int _prototypes;
    private readonly (int Width, int Height) _grid;
    private readonly float[] _coefficients;

    public ObjectMaskDecoder(ImageInput input, ImageOutput output)
    {
        (_input, _output) = (input, output);
        (_main, _prototypes) = (output.IndexOf(OutputRoles.Main), output.IndexOf(OutputRoles.Prototypes));
        var shape = output.Tensors[_prototypes].Shape;

        // Open dimensions: prototypes have a quarter of the input's resolution.
        _grid = (shape[^1] > 0 ? (int)shape[^1] : input.Width / 4, shape[^2] > 0 ? (int)shape[^2] : input.Height / 4);
        _coefficients = new float[output.MaskCoefficients];
    }

    /// <summary>Adds the mask of each detection, whose boxes are pixels of the model's input.</summary>
    public void Decode(IImageOutputs outputs, ReadOnlySpan<Detection> detections, ObjectMasks masks)
    {
        var data = outputs[_main];
        var prototypes = outputs[_prototypes];
        var scale = ((float)_grid.Width / _input.Width, (float)_grid.Height / _input.Height);
        if (prototypes.Length < _coefficients.Length * _grid.Width * _grid.Height) return;
        foreach (var detection in detections)
        {
            Gather(data, detection.Row);
            masks.Add(detection.Box, _coefficients, prototypes, _grid, scale, ClassScorer.Logit(_output.MaskThreshold));
        }
    }

    private void Gather(ReadOnlySpan<float> data, int row)
    {
        if (_output.Format == ImageOutputFormat.Yolov8 && _output.Layout == TensorLayout.Nchw)
        {
            var first = 4 + _output.Classes;
            var columns = data.Length / (first + _coefficients.Length);
            for (var k = 0; k < _coefficients.Length; k++) _coefficients[k] = data[((first + k) * columns) + row];
            return;
        }

        var before = _output.Format == ImageOutputFormat.Yolov10 ? 6 : 4 + _output.Classes;
        data.Slice((row * (before + _coefficients.Length)) + before, _coefficients.Length).CopyTo(_coefficients);
    }
}
