using EdgeAgent.Control.V2;
using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Inference;

/// <summary>What is said of models, in the inference protocol's messages.</summary>
internal static class ServedMessages
{
    /// <summary>What runs models here, as the protocol names it.</summary>
    public const string Platform = "onnxruntime_onnx";

    /// <summary>Extensions of the protocol that are served.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["model_configuration", "model_repository", "model_repository(unload_dependents)", "statistics", "binary_tensor_data"];

    /// <summary>What a model takes and gives.</summary>
    public static ModelMetadataResponse Metadata(ServedModel model)
    {
        var message = new ModelMetadataResponse { Name = model.Name, Platform = Platform };
        message.Versions.AddRange(model.Versions.Select(TensorMessages.Version));
        message.Inputs.AddRange(model.Inputs.Select(Tensor));
        message.Outputs.AddRange(model.Outputs.Select(Tensor));
        return message;
    }

    /// <summary>How a model is run.</summary>
    public static V2.ModelConfig Config(ServedModel model)
    {
        var message = new V2.ModelConfig { Name = model.Name, Platform = Platform, Backend = "onnxruntime", MaxBatchSize = model.IsBatched ? model.MaxBatch : 0 };
        foreach (var tensor in model.Inputs)
        {
            var input = new ModelInput { Name = tensor.Name, DataType = TensorWords.NumberOf(tensor.Type) };
            input.Dims.AddRange(tensor.Shape.Skip(model.IsBatched ? 1 : 0));
            message.Input.Add(input);
        }

        foreach (var tensor in model.Outputs)
        {
            var output = new ModelOutput { Name = tensor.Name, DataType = TensorWords.NumberOf(tensor.Type) };
            output.Dims.AddRange(tensor.Shape.Skip(model.IsBatched ? 1 : 0));
            message.Output.Add(output);
        }

        if (model is { IsBatched: true, MaxBatch: > 1 })
            message.DynamicBatching = new ModelDynamicBatching { MaxQueueDelayMicroseconds = (ulong)Math.Max(0, model.DelayMs * 1000) };
        foreach (var (key, value) in new[] { ("version", TensorMessages.Version(model.Version)), ("variant", model.Variant), ("digest", model.Digest), ("provider", model.Provider), ("task", model.Task) })
            message.Parameters[key] = new ModelParameter { StringValue = value };
        return message;
    }

    /// <summary>What a model has answered.</summary>
    public static V2.ModelStatistics Statistics(ServedStatistics statistics)
    {
        var none = new CountedTime(statistics.Ran.Count, TimeSpan.Zero);
        var message = new V2.ModelStatistics
        {
            Name = statistics.Model, Version = TensorMessages.Version(statistics.Version), LastInference = (ulong)(statistics.Last?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)statistics.Rows, ExecutionCount = (ulong)statistics.Runs,
            InferenceStats = new InferStatistics
            {
                Success = Duration(statistics.Answered), Fail = Duration(statistics.Failed), Queue = Duration(statistics.Waited),
                ComputeInput = Duration(none), ComputeInfer = Duration(statistics.Ran), ComputeOutput = Duration(none),
            },
        };
        foreach (var (rows, runs) in statistics.ByRows)
        {
            var nothing = Duration(new CountedTime(runs.Count, TimeSpan.Zero));
            message.BatchStats.Add(new InferBatchStatistics { BatchSize = (ulong)rows, ComputeInput = nothing, ComputeInfer = Duration(runs), ComputeOutput = nothing.Clone() });
        }

        return message;
    }

    /// <summary>An entry of the index.</summary>
    public static RepositoryIndexResponse.Types.ModelIndex Entry(ServedVersion version) =>
        new() { Name = version.Name, Version = TensorMessages.Version(version.Version), State = version.IsReady ? "READY" : "UNAVAILABLE", Reason = version.Reason };

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(ServedTensor tensor)
    {
        var message = new ModelMetadataResponse.Types.TensorMetadata { Name = tensor.Name, Datatype = TensorWords.Of(tensor.Type) };
        message.Shape.AddRange(tensor.Shape);
        return message;
    }

    private static StatisticDuration Duration(CountedTime time) => new() { Count = (ulong)time.Count, Ns = (ulong)time.Total.Ticks * 100 };
}
