using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Control;

/// <summary>What a model made of one window.</summary>
/// <param name="Model">The model.</param>
/// <param name="First">Where the window's cell begins, in sample frames of the source since the epoch began.</param>
/// <param name="Last">Where it ends.</param>
/// <param name="Scores">Scores after activation by class index, 0..1, before smoothing.</param>
public sealed record WindowScores(ModelReference Model, long First, long Last, IReadOnlyList<float> Scores)
{
    /// <summary>Labels by class index; empty where they are not known.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
