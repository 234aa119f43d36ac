namespace EdgeAgent.Core.Models;

/// <summary>What a model file shows when it is opened.</summary>
/// <param name="Inputs">Input tensors in order.</param>
/// <param name="Outputs">Output tensors in order.</param>
/// <param name="Metadata">Embedded metadata properties.</param>
/// <param name="Provider">Execution provider in use on this device.</param>
public sealed record ModelSurface(
    IReadOnlyList<TensorDescription> Inputs,
    IReadOnlyList<TensorDescription> Outputs,
    IReadOnlyDictionary<string, string> Metadata,
    string Provider);
