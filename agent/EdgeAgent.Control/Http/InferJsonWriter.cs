using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Core.Control.Inference;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>Writes answers of the inference protocol's HTTP form.</summary>
internal static class InferJsonWriter
{
    /// <summary>Writes an answer.</summary>
    /// <returns>The JSON, and what comes behind it.</returns>
    /// <exception cref="HttpProblemException">JSON can't hold a value of it.</exception>
    public static (ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Tensors) Write(InferenceResult result, InferJsonRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var tensors = new List<ReadOnlyMemory<byte>>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model_name", result.Model);
            json.WriteString("model_version", TensorMessages.Version(result.Version));
            if (request.Id is { } id) json.WriteString("id", id);
            json.WriteStartArray("outputs");
            foreach (var output in result.Outputs)
            {
                json.WriteStartObject();
                json.WriteString("name", output.Name);
                json.WriteString("datatype", TensorWords.Of(output.Type));
                json.WriteStartArray("shape");
                foreach (var size in output.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                if (request.IsBinary(output.Name))
                {
                    json.WriteStartObject("parameters");
                    json.WriteNumber("binary_data_size", output.Bytes.Length);
                    json.WriteEndObject();
                    tensors.Add(output.Bytes);
                }
                else
                {
                    json.WriteStartArray("data");
                    WriteElements(json, output);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return (buffer.WrittenMemory, tensors);
    }

    private static void WriteElements(Utf8JsonWriter json, TensorData output)
    {
        var bytes = output.Bytes.Span;
        switch (output.Type)
        {
            case TensorType.Bool: foreach (var value in bytes) json.WriteBooleanValue(value != 0); break;
            case TensorType.UInt8: foreach (var value in bytes) json.WriteNumberValue((uint)value); break;
            case TensorType.UInt16: foreach (var value in MemoryMarshal.Cast<byte, ushort>(bytes)) json.WriteNumberValue((uint)value); break;
            case TensorType.UInt32: foreach (var value in MemoryMarshal.Cast<byte, uint>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.UInt64: foreach (var value in MemoryMarshal.Cast<byte, ulong>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.Int8: foreach (var value in MemoryMarshal.Cast<byte, sbyte>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.Int16: foreach (var value in MemoryMarshal.Cast<byte, short>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.Int32: foreach (var value in MemoryMarshal.Cast<byte, int>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.Int64: foreach (var value in MemoryMarshal.Cast<byte, long>(bytes)) json.WriteNumberValue(value); break;
            case TensorType.Float16: foreach (var value in MemoryMarshal.Cast<byte, Half>(bytes)) json.WriteNumberValue(Finite((float)value, output.Name)); break;
            case TensorType.Float64: foreach (var value in MemoryMarshal.Cast<byte, double>(bytes)) json.WriteNumberValue(double.IsFinite(value) ? value : throw NoNumber(output.Name)); break;
            default: foreach (var value in MemoryMarshal.Cast<byte, float>(bytes)) json.WriteNumberValue(Finite(value, output.Name)); break;
        }
    }

    private static float Finite(float value, string output) => float.IsFinite(value) ? value : throw NoNumber(output);

    private static HttpProblemException NoNumber(string output) =>
        new(StatusCodes.Status400BadRequest, $"output {output} holds a value that is no finite number, which JSON can't say; ask for it with the parameter binary_data");
}
