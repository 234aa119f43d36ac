using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Http;

/// <summary>A request of the inference protocol's HTTP form.</summary>
/// <param name="Request">What the model is asked.</param>
/// <param name="Id">Comes back with the answer; null where there was none.</param>
/// <param name="AllBinary">Whether outputs come back as bytes behind the JSON, where they don't say themselves.</param>
/// <param name="Binary">What outputs say themselves, by name.</param>
internal sealed record InferJsonRequest(InferenceRequest Request, string? Id, bool AllBinary, IReadOnlyDictionary<string, bool> Binary)
{
    /// <summary>Whether an output comes back as bytes behind the JSON.</summary>
    public bool IsBinary(string output) => Binary.TryGetValue(output, out var binary) ? binary : AllBinary;
}
