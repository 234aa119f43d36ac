using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;
using Google.Protobuf;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>Elements of <see cref="TensorProto"/>s, in whichever of its fields or files they lie.</summary>
internal static class TensorBytes
{
    /// <summary>Number of elements.</summary>
    public static long Elements(this TensorProto tensor)
    {
        long count = 1;
        foreach (var size in tensor.Dims)
        {
            if (size < 0 || (size > 0 && count > long.MaxValue / size)) throw new ModelException($"the weights {tensor.Name} have the impossible shape [{string.Join(',', tensor.Dims)}]");
            count *= size;
        }

        return count;
    }

    /// <summary>The type of the elements.</summary>
    public static DataType Type(this TensorProto tensor) => (DataType)tensor.DataType;

    /// <summary>Bytes that the elements need in raw form; 0 for text.</summary>
    public static long Expected(TensorProto tensor) => tensor.Elements() * Width(tensor.Type());

    /// <summary>Bytes of the elements, wherever they lie.</summary>
    public static long SizeOf(TensorProto tensor) => Expected(tensor);

    /// <summary>Reads 32-bit floats; 16-bit and 64-bit ones are converted.</summary>
    /// <exception cref="ModelException">The tensor holds something else, or fewer elements than its shape says.</exception>
    public static float[] Floats(this OnnxModel model, TensorProto tensor)
    {
        var values = new float[checked((int)tensor.Elements())];
        switch (tensor.Type())
        {
            case DataType.Float when tensor.FloatData.Count > 0:
                Fit(tensor, tensor.FloatData.Count);
                tensor.FloatData.CopyTo(values, 0);
                break;
            case DataType.Float:
                model.Raw(tensor, 0, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case DataType.Float16 when tensor.Int32Data.Count > 0:
                Fit(tensor, tensor.Int32Data.Count);
                for (var i = 0; i < values.Length; i++) values[i] = (float)BitConverter.UInt16BitsToHalf((ushort)tensor.Int32Data[i]);
                break;
            case DataType.Float16:
                var halves = new Half[values.Length];
                model.Raw(tensor, 0, MemoryMarshal.AsBytes(halves.AsSpan()));
                for (var i = 0; i < values.Length; i++) values[i] = (float)halves[i];
                break;
            case DataType.Double:
                var doubles = new double[values.Length];
                if (tensor.DoubleData.Count > 0) tensor.DoubleData.CopyTo(doubles, 0);
                else model.Raw(tensor, 0, MemoryMarshal.AsBytes(doubles.AsSpan()));
                for (var i = 0; i < values.Length; i++) values[i] = (float)doubles[i];
                break;
            default:
                throw new ModelException($"{model.Source}: {tensor.Name} holds {tensor.Type()} elements where floats are expected");
        }

        return values;
    }

    /// <summary>Reads 64-bit integers (32-bit ones are widened), e.g. axes and shapes.</summary>
    public static long[] Integers(this OnnxModel model, TensorProto tensor)
    {
        var values = new long[checked((int)tensor.Elements())];
        switch (tensor.Type())
        {
            case DataType.Int64 when tensor.Int64Data.Count > 0:
                Fit(tensor, tensor.Int64Data.Count);
                tensor.Int64Data.CopyTo(values, 0);
                break;
            case DataType.Int64:
                model.Raw(tensor, 0, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case DataType.Int32 when tensor.Int32Data.Count > 0:
                for (var i = 0; i < values.Length; i++) values[i] = tensor.Int32Data[i];
                break;
            case DataType.Int32:
                var narrow = new int[values.Length];
                model.Raw(tensor, 0, MemoryMarshal.AsBytes(narrow.AsSpan()));
                for (var i = 0; i < values.Length; i++) values[i] = narrow[i];
                break;
            default:
                throw new ModelException($"{model.Source}: {tensor.Name} holds {tensor.Type()} elements where integers are expected");
        }

        return values;
    }

    /// <summary>Reads a part of the raw bytes, from the model or from a file beside it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tensor">One of its tensors, in raw form.</param>
    /// <param name="position">First byte.</param>
    /// <param name="bytes">Filled.</param>
    public static void Raw(this OnnxModel model, TensorProto tensor, long position, Span<byte> bytes)
    {
        if (ExternalWeights.Of(tensor) is { } place)
        {
            if (position + bytes.Length > place.Length) throw TooShort(tensor, place.Length);
            place.Read(model.Folder, position, bytes);
            return;
        }

        var raw = tensor.RawData.Span;
        if (position + bytes.Length > raw.Length) throw TooShort(tensor, raw.Length);
        raw.Slice((int)position, bytes.Length).CopyTo(bytes);
    }

    /// <summary>Makes a tensor from elements of any unmanaged type.</summary>
    public static TensorProto Make<T>(string name, DataType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(elements)) };
        foreach (var size in shape) tensor.Dims.Add(size);
        return tensor;
    }

    /// <summary>Bytes of an element in raw form; 0 where there is none.</summary>
    public static int Width(DataType type) => type switch
    {
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 or DataType.Complex64 => 8,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Uint8 or DataType.Int8 or DataType.Bool => 1,
        DataType.Complex128 => 16,
        _ => 0,
    };

    private static void Fit(TensorProto tensor, int count)
    {
        if (count != tensor.Elements()) throw TooShort(tensor, count);
    }

    private static ModelException TooShort(TensorProto tensor, long there) =>
        new($"the weights {tensor.Name} of shape [{string.Join(',', tensor.Dims)}] hold only {there} bytes or elements; the model is damaged");
}
