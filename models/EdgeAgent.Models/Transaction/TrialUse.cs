using EdgeAgent.Core.Events;

namespace EdgeAgent.Models.Transaction;

/// <summary>A pipeline that follows a model's default.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Working">The version at work there.</param>
internal sealed record TrialUse(string Pipeline, ModelReference Working);
