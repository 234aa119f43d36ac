namespace EdgeAgent.Core.Control.Inference;

/// <summary>
/// Runs models on input that callers bring. Sessions are shared with the pipelines, whose windows come first: a request begins only when no live window is at work,
/// and one run of requests is under way at a time. Safe for calls from many threads.
/// </summary>
public interface IInferenceService
{
    /// <summary>Every version on the box.</summary>
    IReadOnlyList<ServedVersion> Index();

    /// <summary>A model, opened where it was not.</summary>
    /// <param name="model">Name of the package.</param>
    /// <param name="version">A number or a label; empty for the default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ControlRefusedException">There is no such model, or it can't be opened.</exception>
    Task<ServedModel> DescribeAsync(string model, string version, CancellationToken cancellation);

    /// <summary>Whether a request for a model would be answered.</summary>
    /// <exception cref="ControlRefusedException">There is no such model.</exception>
    bool IsReady(string model, string version);

    /// <summary>Runs a model on tensors; requests that fit together share a run.</summary>
    /// <exception cref="ControlRefusedException">The request does not fit the model, there are too many, or the model failed.</exception>
    Task<InferenceResult> InferAsync(InferenceRequest request, CancellationToken cancellation);

    /// <summary>Runs a model on a sound or image file, as the pipelines would.</summary>
    /// <exception cref="ControlRefusedException">The file can't be read, the model takes no such files, or something that it needs is missing here.</exception>
    Task<Prediction> PredictAsync(PredictionRequest request, CancellationToken cancellation);

    /// <summary>What was answered so far, of models that were asked.</summary>
    /// <param name="model">Only this package; empty for all.</param>
    /// <param name="version">Only this number or label; empty for all.</param>
    /// <exception cref="ControlRefusedException">There is no such model.</exception>
    IReadOnlyList<ServedStatistics> Statistics(string model, string version);

    /// <summary>Opens the default version of a model and lets it be asked again.</summary>
    /// <exception cref="ControlRefusedException">There is no such model, or it can't be opened.</exception>
    Task LoadAsync(string model, CancellationToken cancellation);

    /// <summary>Closes a model's sessions that only requests use, and answers no more requests for it until it is loaded again. Pipelines go on using it.</summary>
    /// <exception cref="ControlRefusedException">There is no such model.</exception>
    void Unload(string model);
}
