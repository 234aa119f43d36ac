using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>A model's session with tensors as they are, without windows, preprocessing or decoding: fill the inputs, run, read the outputs.</summary>
/// <remarks>One thread at a time. The buffers are made once, for the largest batch.</remarks>
public sealed class TensorRun : IDisposable
{
    private readonly OrtBinding _binding;

    private TensorRun(OrtSession session, IReadOnlyList<OrtTensorSpec> inputs, IReadOnlyList<OrtTensorSpec> outputs)
    {
        try
        {
            _binding = OrtBinding.Create(session, inputs, outputs);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }

        Inputs = [.. inputs.Select(spec => Slot(spec, session.Inputs))];
        Outputs = [.. outputs.Select(spec => Slot(spec, session.Outputs))];
    }

    /// <summary>What the model takes, in its order.</summary>
    public IReadOnlyList<TensorSlot> Inputs { get; }

    /// <summary>What the model gives, in its order; outputs whose size is only known after a run are left out.</summary>
    public IReadOnlyList<TensorSlot> Outputs { get; }

    /// <summary>Rows of a run at most.</summary>
    public int MaxBatch => _binding.MaxBatch;

    /// <summary>Whether rows count at all: a model without a batch dimension takes one request a run.</summary>
    public bool IsBatched => Inputs.All(slot => slot.IsBatched) && Outputs.All(slot => slot.IsBatched);

    /// <summary>The session of a model that listens.</summary>
    /// <exception cref="ModelException">Its tensors can't be bound; one sentence.</exception>
    public static TensorRun Of(ModelRunner model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (session, input, output) = model.Tensors;
        return new TensorRun(session, [input], [output]);
    }

    /// <summary>The session of a model that looks at images.</summary>
    /// <exception cref="ModelException">Its tensors can't be bound; one sentence.</exception>
    public static TensorRun Of(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var session = model.Session;
        try
        {
            return new TensorRun(session, [.. session.Inputs.Select(t => ImageRun.Spec(t, model.Plan, model.MaxBatch))],
                [.. session.Outputs.Where(IsKnown).Select(t => OrtTensorSpec.From(t, model.MaxBatch))]);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    /// <summary>The bytes of an input's first rows.</summary>
    /// <param name="index">Counts in <see cref="Inputs"/>.</param>
    public Span<byte> Input(int index) => Inputs[index].Type switch
    {
        TensorElementType.UInt8 => _binding.Input<byte>(index),
        TensorElementType.Int8 => MemoryMarshal.AsBytes(_binding.Input<sbyte>(index)),
        TensorElementType.UInt16 => MemoryMarshal.AsBytes(_binding.Input<ushort>(index)),
        TensorElementType.Int16 => MemoryMarshal.AsBytes(_binding.Input<short>(index)),
        TensorElementType.Int32 => MemoryMarshal.AsBytes(_binding.Input<int>(index)),
        TensorElementType.Int64 => MemoryMarshal.AsBytes(_binding.Input<long>(index)),
        TensorElementType.Bool => MemoryMarshal.AsBytes(_binding.Input<bool>(index)),
        TensorElementType.Float16 => MemoryMarshal.AsBytes(_binding.Input<Half>(index)),
        TensorElementType.Double => MemoryMarshal.AsBytes(_binding.Input<double>(index)),
        TensorElementType.UInt32 => MemoryMarshal.AsBytes(_binding.Input<uint>(index)),
        TensorElementType.UInt64 => MemoryMarshal.AsBytes(_binding.Input<ulong>(index)),
        _ => MemoryMarshal.AsBytes(_binding.Input<float>(index)),
    };

    /// <summary>The bytes of an output of the last run.</summary>
    /// <param name="index">Counts in <see cref="Outputs"/>.</param>
    public ReadOnlySpan<byte> Output(int index) => Outputs[index].Type switch
    {
        TensorElementType.UInt8 => _binding.Output<byte>(index),
        TensorElementType.Int8 => MemoryMarshal.AsBytes(_binding.Output<sbyte>(index)),
        TensorElementType.UInt16 => MemoryMarshal.AsBytes(_binding.Output<ushort>(index)),
        TensorElementType.Int16 => MemoryMarshal.AsBytes(_binding.Output<short>(index)),
        TensorElementType.Int32 => MemoryMarshal.AsBytes(_binding.Output<int>(index)),
        TensorElementType.Int64 => MemoryMarshal.AsBytes(_binding.Output<long>(index)),
        TensorElementType.Bool => MemoryMarshal.AsBytes(_binding.Output<bool>(index)),
        TensorElementType.Float16 => MemoryMarshal.AsBytes(_binding.Output<Half>(index)),
        TensorElementType.Double => MemoryMarshal.AsBytes(_binding.Output<double>(index)),
        TensorElementType.UInt32 => MemoryMarshal.AsBytes(_binding.Output<uint>(index)),
        TensorElementType.UInt64 => MemoryMarshal.AsBytes(_binding.Output<ulong>(index)),
        _ => MemoryMarshal.AsBytes(_binding.Output<float>(index)),
    };

    /// <summary>Runs the model over the first rows.</summary>
    /// <param name="rows">1 to <see cref="MaxBatch"/>.</param>
    /// <exception cref="OrtException">The model failed.</exception>
    public void Run(int rows) => _binding.Run(rows);

    /// <inheritdoc/>
    public void Dispose() => _binding.Dispose();

    // Undefined are sequences and maps, and text can't lie in a buffer.
    private static bool IsKnown(TensorInfo tensor) =>
        tensor.ElementType is not (TensorElementType.Undefined or TensorElementType.String) && tensor.Shape.Skip(tensor.IsBatched ? 1 : 0).All(size => size >= 0);

    private static TensorSlot Slot(OrtTensorSpec spec, IReadOnlyList<TensorInfo> declared) =>
        new(spec.Name, declared.First(t => t.Name == spec.Name).ElementType, spec.Shape, spec.IsBatched);
}
