using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Control.V2;
using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Http;

/// <summary>What is said of models, as the inference protocol's JSON.</summary>
internal static class ModelJson
{
    /// <summary>What a model takes and gives.</summary>
    public static void WriteMetadata(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteStartArray("versions");
        foreach (var version in model.Versions) json.WriteStringValue(TensorMessages.Version(version));
        json.WriteEndArray();
        json.WriteString("platform", ServedMessages.Platform);
        WriteTensors(json, "inputs", model.Inputs);
        WriteTensors(json, "outputs", model.Outputs);
        json.WriteEndObject();
    }

    /// <summary>How a model is run.</summary>
    public static void WriteConfig(Utf8JsonWriter json, V2.ModelConfig config)
    {
        json.WriteStartObject();
        json.WriteString("name", config.Name);
        json.WriteString("platform", config.Platform);
        json.WriteString("backend", config.Backend);
        json.WriteNumber("max_batch_size", config.MaxBatchSize);
        json.WriteStartArray("input");
        foreach (var input in config.Input) WritePort(json, input.Name, input.DataType, input.Dims);
        json.WriteEndArray();
        json.WriteStartArray("output");
        foreach (var output in config.Output) WritePort(json, output.Name, output.DataType, output.Dims);
        json.WriteEndArray();
        if (config.DynamicBatching is { } batching)
        {
            json.WriteStartObject("dynamic_batching");
            json.WriteNumber("max_queue_delay_microseconds", batching.MaxQueueDelayMicroseconds);
            json.WriteEndObject();
        }

        json.WriteStartObject("parameters");
        foreach (var (key, value) in config.Parameters)
        {
            json.WriteStartObject(key);
            json.WriteString("string_value", value.StringValue);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What models have answered.</summary>
    public static void WriteStatistics(Utf8JsonWriter json, IEnumerable<V2.ModelStatistics> models)
    {
        json.WriteStartObject();
        json.WriteStartArray("model_stats");
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteString("version", model.Version);
            json.WriteNumber("last_inference", model.LastInference);
            json.WriteNumber("inference_count", model.InferenceCount);
            json.WriteNumber("execution_count", model.ExecutionCount);
            json.WriteStartObject("inference_stats");
            var stats = model.InferenceStats;
            foreach (var (name, duration) in new[] { ("success", stats.Success), ("fail", stats.Fail), ("queue", stats.Queue), ("compute_input", stats.ComputeInput), ("compute_infer", stats.ComputeInfer), ("compute_output", stats.ComputeOutput) })
                WriteDuration(json, name, duration);
            json.WriteEndObject();
            json.WriteStartArray("batch_stats");
            foreach (var batch in model.BatchStats)
            {
                json.WriteStartObject();
                json.WriteNumber("batch_size", batch.BatchSize);
                WriteDuration(json, "compute_input", batch.ComputeInput);
                WriteDuration(json, "compute_infer", batch.ComputeInfer);
                WriteDuration(json, "compute_output", batch.ComputeOutput);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDuration(Utf8JsonWriter json, string name, StatisticDuration duration)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", duration.Count);
        json.WriteNumber("ns", duration.Ns);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string name, IReadOnlyList<ServedTensor> tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("datatype", TensorWords.Of(tensor.Type));
            WriteNumbers(json, "shape", tensor.Shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePort(Utf8JsonWriter json, string name, DataType type, IEnumerable<long> dims)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("data_type", "TYPE_" + type.ToString()["Type".Length..].ToUpperInvariant());
        WriteNumbers(json, "dims", dims);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
