using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Core.Control.Inference;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>Reads requests of the inference protocol's HTTP form, numbers straight into the bytes of their tensor.</summary>
internal static class InferJsonReader
{
    private const int MostDimensions = 16;

    /// <summary>Reads a request.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="binary">What comes behind it.</param>
    /// <param name="model">Name of the package.</param>
    /// <param name="version">Version; empty for the default.</param>
    /// <param name="most">Bytes of a tensor at most.</param>
    /// <exception cref="HttpProblemException">It is no request, or contradicts itself.</exception>
    /// <exception cref="Core.Control.ControlRefusedException">As above.</exception>
    public static InferJsonRequest Read(ReadOnlySpan<byte> text, ReadOnlyMemory<byte> binary, string model, string version, int most)
    {
        try
        {
            return ReadRequest(text, binary, model, version, most);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            // InvalidOperation: a text that is no Unicode, or a token of another kind than asked for.
            throw Invalid($"the body is not a request of the inference protocol: {error.Message.Split('.')[0]}", error);
        }
    }

    private static InferJsonRequest ReadRequest(ReadOnlySpan<byte> text, ReadOnlyMemory<byte> binary, string model, string version, int most)
    {
        var reader = new Utf8JsonReader(text);
        var inputs = new List<TensorData>();
        var outputs = new List<string>();
        var flags = new Dictionary<string, bool>(StringComparer.Ordinal);
        string? id = null;
        var (allBinary, hasInputs) = (false, false);
        Expect(ref reader, JsonTokenType.StartObject, "the body must be an object");
        while (Next(ref reader) is { } name)
        {
            switch (name)
            {
                case "id":
                    id = Text(ref reader, name);
                    break;
                case "parameters":
                    allBinary = ReadParameters(ref reader).BinaryOutput;
                    break;
                case "inputs" when !hasInputs:
                    hasInputs = true;
                    Expect(ref reader, JsonTokenType.StartArray, "inputs must be an array");
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        if (inputs.Count == TensorMessages.MostTensors) throw Invalid($"a request has {TensorMessages.MostTensors} inputs at most");
                        inputs.Add(ReadInput(ref reader, ref binary, most));
                    }

                    if (reader.TokenType != JsonTokenType.EndArray) throw Invalid("inputs must be an array of objects");
                    break;
                case "outputs":
                    Expect(ref reader, JsonTokenType.StartArray, "outputs must be an array");
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        if (outputs.Count == TensorMessages.MostTensors) throw Invalid($"a request has {TensorMessages.MostTensors} outputs at most");
                        outputs.Add(ReadOutput(ref reader, flags));
                    }

                    if (reader.TokenType != JsonTokenType.EndArray) throw Invalid("outputs must be an array of objects");
                    break;
                case "inputs":
                    throw Invalid("inputs is given twice");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read()) throw Invalid("something follows the request's object; say its length in Inference-Header-Content-Length when tensors come behind it");
        if (!hasInputs) throw Invalid("the request has no inputs");
        if (!binary.IsEmpty) throw Invalid($"{binary.Length} bytes are left behind the tensors that binary_data_size counts");
        return new InferJsonRequest(new InferenceRequest(model, version, inputs, outputs), id, allBinary, flags);
    }

    private static TensorData ReadInput(ref Utf8JsonReader reader, ref ReadOnlyMemory<byte> binary, int most)
    {
        string? name = null, datatype = null;
        List<long>? shape = null;
        long? size = null;
        var data = default(Utf8JsonReader);
        var hasData = false;
        while (Next(ref reader) is { } key)
        {
            switch (key)
            {
                case "name":
                    name = Text(ref reader, key);
                    break;
                case "datatype":
                    datatype = Text(ref reader, key);
                    break;
                case "shape":
                    shape = ReadShape(ref reader);
                    break;
                case "parameters":
                    var parameters = ReadParameters(ref reader);
                    if (parameters.SharedMemory) throw TensorMessages.NoSharedMemory(name ?? "");
                    size = parameters.BinarySize;
                    break;
                case "data":
                    // Read once shape and datatype are known, wherever in the object they stand.
                    data = reader;
                    hasData = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (name is null || datatype is null || shape is null) throw Invalid("an input needs name, datatype and shape");
        var type = TensorWords.Parse(datatype, name);
        var elements = TensorMessages.Elements(name, shape);
        // Numbers of one digit become eight bytes: the tensor is held to the request's limit too.
        if ((long)elements * type.Size() > most) throw Invalid($"input {TensorWords.Short(name)} takes {(long)elements * type.Size()} bytes, and a request has {most} at most");
        if (size is { } bytes)
        {
            if (hasData) throw Invalid($"input {TensorWords.Short(name)} has data beside binary_data_size; give one of the two");
            TensorMessages.CheckBytes(name, type, elements, bytes);
            if (bytes > binary.Length) throw Invalid($"input {TensorWords.Short(name)} needs {bytes} bytes behind the JSON, and {binary.Length} are left");
            var part = binary[..(int)bytes];
            binary = binary[(int)bytes..];
            return new TensorData(name, type, shape, part);
        }

        if (!hasData) throw Invalid($"input {TensorWords.Short(name)} has no data");
        return new TensorData(name, type, shape, ElementReader.Read(ref data, name, type, elements));
    }

    private static string ReadOutput(ref Utf8JsonReader reader, Dictionary<string, bool> flags)
    {
        string? name = null;
        bool? binary = null;
        while (Next(ref reader) is { } key)
        {
            switch (key)
            {
                case "name":
                    name = Text(ref reader, key);
                    break;
                case "parameters":
                    var parameters = ReadParameters(ref reader);
                    if (parameters.SharedMemory) throw TensorMessages.NoSharedMemory(name ?? "");
                    if (parameters.Classification) throw Invalid("classification is not made of tensors here; take the tensor, or POST a file to /v1/models/NAME/predict");
                    binary = parameters.Binary;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (name is null) throw Invalid("an output needs a name");
        if (binary is { } flag) flags[name] = flag;
        return name;
    }

    private static (bool? Binary, bool BinaryOutput, long? BinarySize, bool SharedMemory, bool Classification) ReadParameters(ref Utf8JsonReader reader)
    {
        bool? binary = null;
        long? size = null;
        var (all, shared, classes) = (false, false, false);
        if (reader.TokenType != JsonTokenType.StartObject) throw Invalid("parameters must be an object");
        while (Next(ref reader) is { } key)
        {
            switch (key)
            {
                case "binary_data":
                    binary = reader.GetBoolean();
                    break;
                case "binary_data_output":
                    all = reader.GetBoolean();
                    break;
                case "binary_data_size":
                    size = reader.TryGetInt64(out var bytes) && bytes >= 0 ? bytes : throw Invalid("binary_data_size must be a number of bytes");
                    break;
                case "shared_memory_region":
                    shared = true;
                    reader.Skip();
                    break;
                case "classification":
                    classes = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (binary, all, size, shared, classes);
    }

    private static List<long> ReadShape(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Invalid("shape must be an array of whole numbers");
        var shape = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (shape.Count == MostDimensions) throw Invalid($"a shape has {MostDimensions} dimensions at most");
            shape.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var size) ? size : throw Invalid("shape must be an array of whole numbers"));
        }

        return shape;
    }

    // The name of the next property of an object, with the reader on its value; null at the object's end.
    private static string? Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject) return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    private static string Text(ref Utf8JsonReader reader, string name) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Invalid($"{name} must be a text");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string sentence)
    {
        if (reader.TokenType == JsonTokenType.None && !reader.Read()) throw Invalid(sentence);
        if (reader.TokenType != token) throw Invalid(sentence);
    }

    private static HttpProblemException Invalid(string sentence, Exception? cause = null) => new(StatusCodes.Status400BadRequest, sentence, cause);
}
