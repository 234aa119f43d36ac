using EdgeAgent.Control.Hosting;
using EdgeAgent.Run.Inference;

namespace EdgeAgent.Configuration;

/// <summary>Reads the section Inference: requests for models, which callers make over gRPC and HTTP.</summary>
internal static class InferenceReader
{
    private const int MiB = 1024 * 1024;

    /// <summary>Reads what answers requests.</summary>
    /// <param name="root">The whole configuration.</param>
    public static InferenceSettings Read(ConfigSection root)
    {
        var inference = root.Section("Inference");
        return new InferenceSettings
        {
            Queue = Queue(inference),
            WaitSeconds = inference.Integer("WaitSeconds", 30, 1, 3600, "Seconds that a request with tensors waits for live windows and other requests before it is refused."),
            Models = inference.Integer("Models", 2, 1, 64, "Models that are open for requests at once; another one closes the one that was asked longest ago. Those of pipelines are shared."),
            MaxBytes = RequestMB(inference) * MiB,
        };
    }

    /// <summary>Adds the limits to what lets requests in.</summary>
    /// <param name="root">The whole configuration.</param>
    /// <param name="options">What is known already.</param>
    public static ControlOptions Limit(ConfigSection root, ControlOptions options)
    {
        var inference = root.Section("Inference");
        return options with
        {
            InferenceQueue = Queue(inference),
            MaxRequestBytes = RequestMB(inference) * MiB,
            MaxFileBytes = (long)inference.Integer("FileMB", 64, 1, 4096, "MiB of a file that is sent for a prediction at most; it is kept in the folder for temporary files meanwhile.") * MiB,
        };
    }

    private static int Queue(ConfigSection inference) =>
        inference.Integer("Queue", 8, 1, 1000, "Requests for models that may be in the box at once; one more is refused (RESOURCE_EXHAUSTED, 503). With RequestMB it bounds the memory that they take.");

    private static int RequestMB(ConfigSection inference) => inference.Integer("RequestMB", 16, 1, 128, "MiB of a request with tensors, of its answer, and of a picture at most.");
}
