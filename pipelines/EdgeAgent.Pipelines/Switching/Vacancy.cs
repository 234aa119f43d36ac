namespace EdgeAgent.Pipelines.Switching;

/// <summary>A place without a model, in one epoch.</summary>
/// <param name="From">Position from which nothing was scored.</param>
/// <param name="Cut">Ids of the events that were open there, by label.</param>
internal sealed record Vacancy(long From, IReadOnlyDictionary<string, string> Cut)
{
    /// <summary>Nobody has heard this epoch yet.</summary>
    public static Vacancy FromStart { get; } = new(0, new Dictionary<string, string>());
}
