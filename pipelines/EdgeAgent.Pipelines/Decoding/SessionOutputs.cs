using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>The outputs of a session's binding as floats: float tensors as they are, others converted into buffers that are kept.</summary>
/// <remarks>The binding's outputs must stand in the plan's order. After a run, <see cref="Take"/> one image of its batch.</remarks>
public sealed class SessionOutputs : IImageOutputs
{
    private readonly OrtBinding _binding;
    private readonly PlannedTensor[] _tensors;
    private readonly float[][] _converted;
    private int _image;
    private int _batch = 1;

    /// <summary>Reads a binding by a plan.</summary>
    /// <param name="binding">Bound to the plan's output tensors, in its order. Not owned.</param>
    /// <param name="output">The plan's output.</param>
    public SessionOutputs(OrtBinding binding, ImageOutput output)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(output);
        (_binding, _tensors) = (binding, [.. output.Tensors]);
        _converted = new float[_tensors.Length][];
        Array.Fill(_converted, []);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> this[int tensor] => _tensors[tensor].ElementType == "float" ? One(_binding.Output(tensor)) : _converted[tensor].AsSpan();

    /// <summary>Chooses an image of the last run and converts what is not float.</summary>
    /// <param name="image">Its index in the batch.</param>
    /// <param name="batch">Images of the run.</param>
    public void Take(int image, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, batch);
        (_image, _batch) = (image, batch);
        for (var i = 0; i < _tensors.Length; i++)
        {
            switch (_tensors[i].ElementType)
            {
                case "float": break;
                case "float16": Convert(i, One(_binding.Output<Half>(i))); break;
                case "double": Convert(i, One(_binding.Output<double>(i))); break;
                case "int32": Convert(i, One(_binding.Output<int>(i))); break;
                default: Convert(i, One(_binding.Output<long>(i))); break;
            }
        }
    }

    private ReadOnlySpan<T> One<T>(ReadOnlySpan<T> all)
    {
        var row = all.Length / _batch;
        return all.Slice(_image * row, row);
    }

    private void Convert<T>(int tensor, ReadOnlySpan<T> values)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (_converted[tensor].Length != values.Length) _converted[tensor] = new float[values.Length];
        var to = _converted[tensor];
        for (var i = 0; i < values.Length; i++) to[i] = float.CreateTruncating(values[i]);
    }
}
