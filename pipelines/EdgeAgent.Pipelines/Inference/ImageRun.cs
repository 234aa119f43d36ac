using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>One stream's way through an image model: images are written into the session's own buffers, run together, and read one after the other.</summary>
/// <remarks>One thread at a time. Allocates nothing per image in steady state.</remarks>
public sealed class ImageRun : IDisposable
{
    private readonly ImagePlan _plan;
    private readonly OrtBinding _binding;
    private readonly ImagePreprocessor _preprocessor;
    private readonly SessionOutputs _outputs;
    private readonly ImageDecoder _decoder;
    private readonly ImagePlacement[] _placements;
    private readonly int _sizeInput;
    private readonly TensorElementType _sizeType;
    private readonly Memory<float> _floats;
    private readonly Memory<Half> _halves;
    private readonly Memory<byte> _bytes;
    private readonly int[] _open;
    private readonly string _name;
    private int _ran;

    /// <summary>Makes the buffers of one stream.</summary>
    /// <param name="model">The model; kept open by this.</param>
    /// <param name="team">Shares the rows of an image; null for the calling thread alone.</param>
    /// <exception cref="ModelException">The model's tensors can't be bound; one sentence.</exception>
    public ImageRun(ImageModel model, RowTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _plan = model.OwnPlan;
        _preprocessor = new ImagePreprocessor(_plan.Input, team);
        _decoder = new ImageDecoder(_plan);
        _placements = new ImagePlacement[model.MaxBatch];
        _open = [.. Enumerable.Range(0, _plan.Output.Tensors.Count).Where(i => OpenOutputs.Is(_plan.Output.Tensors[i], _plan))];
        _name = $"{model.Reference.Name} {model.Reference.Version}";
        var session = model.Session;
        // The image first, whatever order the file has.
        var inputs = session.Inputs.OrderBy(t => t.Name == _plan.Input.Tensor ? 0 : 1).ToArray();
        _sizeInput = _plan.Input.SizeTensor is { } size ? Array.FindIndex(inputs, t => t.Name == size) : -1;
        if (_sizeInput >= 0) _sizeType = inputs[_sizeInput].ElementType;
        try
        {
            _binding = OrtBinding.Create(session,
                [.. inputs.Select(t => Spec(t, _plan, model.MaxBatch))],
                [.. _plan.Output.Tensors.Select(t => OpenOutputs.Is(t, _plan) ? OrtTensorSpec.Open(t.Name) : OrtTensorSpec.From(session.Outputs.First(o => o.Name == t.Name), model.MaxBatch))]);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }

        switch (_plan.Input.Type)
        {
            case PixelType.Half16: _halves = _binding.InputMemory<Half>(0); break;
            case PixelType.Unsigned8: _bytes = _binding.InputMemory<byte>(0); break;
            default: _floats = _binding.InputMemory<float>(0); break;
        }

        _outputs = new SessionOutputs(_binding, _plan.Output);
    }

    /// <summary>Images written since the last run.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no image fits any more.</summary>
    public bool IsFull => Count == _placements.Length;

    /// <summary>Where a whole frame lies in the input.</summary>
    public ImagePlacement Place(in FrameLayout layout) => _preprocessor.Place(layout);

    /// <summary>Writes an image behind those that were written.</summary>
    /// <param name="bytes">The source.</param>
    /// <param name="layout">How it lies in the bytes.</param>
    /// <param name="placement">Which part of it, and where in the input.</param>
    public void Add(ReadOnlyMemory<byte> bytes, in FrameLayout layout, in ImagePlacement placement)
    {
        if (IsFull) throw new InvalidOperationException("the batch is full");
        var (elements, slot) = (_preprocessor.Elements, Count);
        switch (_plan.Input.Type)
        {
            case PixelType.Half16: _preprocessor.Write(bytes, layout, placement, _halves.Slice(slot * elements, elements)); break;
            case PixelType.Unsigned8: _preprocessor.Write(bytes, layout, placement, _bytes.Slice(slot * elements, elements)); break;
            default: _preprocessor.Write(bytes, layout, placement, _floats.Slice(slot * elements, elements)); break;
        }

        if (_sizeInput >= 0) WriteSize(slot, layout);
        _placements[slot] = placement;
        Count++;
    }

    /// <summary>Runs the model over the images and begins a new batch.</summary>
    /// <exception cref="OrtException">The model failed.</exception>
    /// <exception cref="ModelException">It gave an output of a shape that means nothing.</exception>
    public void Run()
    {
        (_ran, Count) = (Count, 0);
        _binding.Run(_ran);
        foreach (var output in _open)
            if (OpenOutputs.Problem(_plan.Output.Tensors[output], _plan, _binding.OpenShape(output)) is { } problem) throw new ModelException($"{_name}: {problem}");
    }

    /// <summary>Reads the outputs of one image of the last run.</summary>
    /// <param name="index">In the order in which images were added.</param>
    /// <param name="results">Receives what was seen, in pixels of the source.</param>
    public void Decode(int index, ImageResults results)
    {
        _outputs.Take(index, _ran);
        _decoder.Decode(_outputs, _placements[index], results);
    }

    /// <inheritdoc/>
    public void Dispose() => _binding.Dispose();

    // Images without a batch dimension ([3, h, w]) and open heights and widths get the plan's numbers.
    internal static OrtTensorSpec Spec(TensorInfo tensor, ImagePlan plan, int batch)
    {
        if (tensor.Name != plan.Input.Tensor) return OrtTensorSpec.From(tensor, batch);
        var input = plan.Input;
        long[] image = input.Layout == TensorLayout.Nchw ? [input.Channels, input.Height, input.Width] : [input.Height, input.Width, input.Channels];
        if (tensor.Shape.Count == 3) return OrtTensorSpec.Fixed(tensor.Name, image);
        return tensor.IsBatched ? OrtTensorSpec.Batched(tensor.Name, [batch, .. image]) : OrtTensorSpec.Fixed(tensor.Name, [1, .. image]);
    }

    private void WriteSize(int slot, in FrameLayout layout)
    {
        var (first, second) = _plan.Input.SizeOrder == SizeOrder.WidthHeight ? (layout.Width, layout.Height) : (layout.Height, layout.Width);
        switch (_sizeType)
        {
            case TensorElementType.Int64: Put(_binding.Input<long>(_sizeInput), first, second); break;
            case TensorElementType.Int32: Put(_binding.Input<int>(_sizeInput), first, second); break;
            default: Put(_binding.Input<float>(_sizeInput), (float)first, second); break;
        }

        void Put<T>(Span<T> sizes, T one, T two) => (sizes[slot * 2], sizes[(slot * 2) + 1]) = (one, two);
    }
}
