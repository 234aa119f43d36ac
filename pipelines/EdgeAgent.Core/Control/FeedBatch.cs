namespace EdgeAgent.Core.Control;

/// <summary>Some messages of a watch.</summary>
/// <param name="Messages">Messages in order; may be empty.</param>
/// <param name="Place">Where the watch stands behind them.</param>
/// <param name="IsEnd">Whether there was nothing more at that moment.</param>
public sealed record FeedBatch(IReadOnlyList<FeedMessage> Messages, FeedPlace Place, bool IsEnd);
