using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Configuration;

/// <summary>How a pipeline counts objects in fields of view.</summary>
/// <param name="Options">How; what is known of single labels is in <see cref="FrameSettings.Labels"/>.</param>
/// <param name="Ledger">The file that keeps an interval over restarts.</param>
internal sealed record CountSettings(CountOptions Options, string Ledger);
