using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// FastestDet's one grid [5 + C, h, w]: score = objectness^0.6 · class^0.4, centre = (cell + tanh t) / grid, size = σ(t), as fractions of the input.
/// </summary>
internal sealed class FastestDetDecoder : IBoxDecoder
{
    private readonly ImageInput _input;
    private readonly ImageOutput _output;
    private readonly float _sureGate;

    public FastestDetDecoder(ImageInput input, ImageOutput output)
    {
        (_input, _output) = (input, output);
        _sureGate = MathF.Pow(output.MinScore, 1f / 0.6f) * 0.9999f;
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var data = outputs[0];
        var stride = _output.Strides[0];
        var (columns, rows) = (_input.Width / stride, _input.Height / stride);
        var cells = columns * rows;
        if (data.Length < cells * (5 + _output.Classes)) return;
        for (var cell = 0; cell < cells; cell++)
        {
            var sure = Activated(data[cell]);
            if (!(sure >= _sureGate)) continue;
            var (best, position) = (float.NegativeInfinity, -1);
            for (var k = 0; k < _output.Classes; k++)
            {
                var value = data[((5 + k) * cells) + cell];
                if (value > best) (best, position) = (value, k);
            }

            if (_output.LabelOf(position) is not (>= 0 and var label)) continue;
            var score = MathF.Pow(sure, 0.6f) * MathF.Pow(Activated(best), 0.4f);
            if (!(score >= _output.MinScore)) continue;
            var x = (cell % columns) + MathF.Tanh(data[cells + cell]);
            var y = (cell / columns) + MathF.Tanh(data[(2 * cells) + cell]);
            found.Add(
                ImageBox.FromCenter(
                    x / columns * _input.Width, y / rows * _input.Height,
                    ClassScorer.Sigmoid(data[(3 * cells) + cell]) * _input.Width, ClassScorer.Sigmoid(data[(4 * cells) + cell]) * _input.Height),
                label, score, cell);
        }
    }

    private float Activated(float value) => _output.Activation == ScoreActivation.Sigmoid ? ClassScorer.Sigmoid(value) : value;
}
