using System.Runtime.InteropServices;
using EdgeAgent.Control.V2;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace EdgeAgent.Control.Inference;

/// <summary>Tensors of messages, and messages of tensors.</summary>
internal static class TensorMessages
{
    /// <summary>More tensors than any model takes; each costs a look.</summary>
    public const int MostTensors = 256;

    /// <summary>What a request asks for.</summary>
    /// <exception cref="ControlRefusedException">It contradicts itself.</exception>
    public static InferenceRequest Of(ModelInferRequest request)
    {
        if (request.Inputs.Count > MostTensors || request.Outputs.Count > MostTensors) throw Invalid($"a request has {MostTensors} inputs and outputs at most");
        var isRaw = request.RawInputContents.Count > 0;
        if (isRaw && request.RawInputContents.Count != request.Inputs.Count)
            throw Invalid($"raw_input_contents has {request.RawInputContents.Count} entries and inputs has {request.Inputs.Count}; give one for each input, in their order");
        var inputs = new TensorData[request.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = request.Inputs[i];
            if (input.Parameters.ContainsKey("shared_memory_region")) throw NoSharedMemory(input.Name);
            var type = TensorWords.Parse(input.Datatype, input.Name);
            var elements = Elements(input.Name, input.Shape);
            if (isRaw && input.Contents is not null) throw Invalid($"input {TensorWords.Short(input.Name)} has contents beside raw_input_contents; give one of the two");
            var bytes = isRaw ? request.RawInputContents[i].Memory : Bytes(input.Name, type, elements, input.Contents ?? new InferTensorContents());
            CheckBytes(input.Name, type, elements, bytes.Length);
            inputs[i] = new TensorData(input.Name, type, [.. input.Shape], bytes);
        }

        foreach (var output in request.Outputs) RefuseParameters(output);
        return new InferenceRequest(request.ModelName, request.ModelVersion, inputs, [.. request.Outputs.Select(output => output.Name)]);
    }

    /// <summary>An answer; raw where the request was, and where a type has no other form.</summary>
    public static ModelInferResponse Of(InferenceResult result, ModelInferRequest request)
    {
        var response = new ModelInferResponse { ModelName = result.Model, ModelVersion = Version(result.Version), Id = request.Id };
        var isRaw = request.RawInputContents.Count > 0 || result.Outputs.Any(output => output.Type == TensorType.Float16);
        foreach (var output in result.Outputs)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = TensorWords.Of(output.Type) };
            tensor.Shape.AddRange(output.Shape);
            if (isRaw) response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Bytes));
            else tensor.Contents = Contents(output);
            response.Outputs.Add(tensor);
        }

        return response;
    }

    /// <summary>A version as the protocol writes it.</summary>
    public static string Version(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Elements that a shape counts.</summary>
    /// <exception cref="ControlRefusedException">It is no shape, or none that a request can hold.</exception>
    public static int Elements(string name, IReadOnlyList<long> shape) => TensorTypes.Elements(shape)
        ?? throw Invalid($"input {TensorWords.Short(name)} has the shape [{string.Join(", ", shape.Take(16))}]; dimensions are 0 or more, and what they count together fits a request");

    /// <summary>Holds the number of bytes against a shape.</summary>
    /// <exception cref="ControlRefusedException">They differ.</exception>
    public static void CheckBytes(string name, TensorType type, int elements, long bytes)
    {
        if (bytes != (long)elements * type.Size()) throw Invalid($"input {TensorWords.Short(name)} has {bytes} bytes; its shape and datatype {TensorWords.Of(type)} make {(long)elements * type.Size()}");
    }

    /// <summary>Refuses what would need memory of the caller's machine.</summary>
    public static ControlRefusedException NoSharedMemory(string name) => Invalid($"tensor {TensorWords.Short(name)} names a shared memory region, which this agent does not offer; send its bytes");

    private static void RefuseParameters(ModelInferRequest.Types.InferRequestedOutputTensor output)
    {
        if (output.Parameters.ContainsKey("shared_memory_region")) throw NoSharedMemory(output.Name);
        if (output.Parameters.TryGetValue("classification", out var classes) && classes.Int64Param > 0)
            throw Invalid($"output {TensorWords.Short(output.Name)} asks for a classification, which this agent does not make of tensors; take the tensor, or POST a file to /v1/models/NAME/predict");
    }

    private static ReadOnlyMemory<byte> Bytes(string name, TensorType type, int elements, InferTensorContents contents) => type switch
    {
        TensorType.Bool => Copy(name, elements, contents.BoolContents),
        TensorType.Int32 => Copy(name, elements, contents.IntContents),
        TensorType.Int64 => Copy(name, elements, contents.Int64Contents),
        TensorType.UInt32 => Copy(name, elements, contents.UintContents),
        TensorType.UInt64 => Copy(name, elements, contents.Uint64Contents),
        TensorType.Float32 => Copy(name, elements, contents.Fp32Contents),
        TensorType.Float64 => Copy(name, elements, contents.Fp64Contents),
        TensorType.Int8 => Narrow(name, elements, contents.IntContents, value => checked((sbyte)value)),
        TensorType.Int16 => Narrow(name, elements, contents.IntContents, value => checked((short)value)),
        TensorType.UInt8 => Narrow(name, elements, contents.UintContents, value => checked((byte)value)),
        TensorType.UInt16 => Narrow(name, elements, contents.UintContents, value => checked((ushort)value)),
        _ => throw Invalid($"input {TensorWords.Short(name)} is {TensorWords.Of(type)}, which has no contents of its own; send it in raw_input_contents"),
    };

    private static byte[] Copy<T>(string name, int elements, RepeatedField<T> field) where T : unmanaged
    {
        CheckCount(name, elements, field.Count);
        var values = new T[elements];
        field.CopyTo(values, 0);
        return MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    private static byte[] Narrow<TWide, T>(string name, int elements, RepeatedField<TWide> field, Func<TWide, T> narrow) where TWide : unmanaged where T : unmanaged
    {
        CheckCount(name, elements, field.Count);
        var values = new T[elements];
        try
        {
            for (var i = 0; i < elements; i++) values[i] = narrow(field[i]);
        }
        catch (OverflowException error)
        {
            throw new ControlRefusedException(RefusalKind.Invalid, $"input {TensorWords.Short(name)} holds a number that its datatype can't", error);
        }

        return MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    private static void CheckCount(string name, int elements, int count)
    {
        if (count != elements) throw Invalid($"input {TensorWords.Short(name)} has {count} elements in the contents of its datatype; its shape makes {elements}");
    }

    private static InferTensorContents Contents(TensorData output)
    {
        var contents = new InferTensorContents();
        var bytes = output.Bytes.Span;
        switch (output.Type)
        {
            case TensorType.Bool: Add(contents.BoolContents, MemoryMarshal.Cast<byte, bool>(bytes)); break;
            case TensorType.UInt8: foreach (var value in bytes) contents.UintContents.Add(value); break;
            case TensorType.UInt16: foreach (var value in MemoryMarshal.Cast<byte, ushort>(bytes)) contents.UintContents.Add(value); break;
            case TensorType.UInt32: Add(contents.UintContents, MemoryMarshal.Cast<byte, uint>(bytes)); break;
            case TensorType.UInt64: Add(contents.Uint64Contents, MemoryMarshal.Cast<byte, ulong>(bytes)); break;
            case TensorType.Int8: foreach (var value in MemoryMarshal.Cast<byte, sbyte>(bytes)) contents.IntContents.Add(value); break;
            case TensorType.Int16: foreach (var value in MemoryMarshal.Cast<byte, short>(bytes)) contents.IntContents.Add(value); break;
            case TensorType.Int32: Add(contents.IntContents, MemoryMarshal.Cast<byte, int>(bytes)); break;
            case TensorType.Int64: Add(contents.Int64Contents, MemoryMarshal.Cast<byte, long>(bytes)); break;
            case TensorType.Float64: Add(contents.Fp64Contents, MemoryMarshal.Cast<byte, double>(bytes)); break;
            default: Add(contents.Fp32Contents, MemoryMarshal.Cast<byte, float>(bytes)); break;
        }

        return contents;
    }

    private static void Add<T>(RepeatedField<T> field, ReadOnlySpan<T> values)
    {
        field.Capacity = values.Length;
        foreach (var value in values) field.Add(value);
    }

    private static ControlRefusedException Invalid(string sentence) => new(RefusalKind.Invalid, sentence);
}
