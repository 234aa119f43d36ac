namespace EdgeAgent.Hosting.Service;

/// <summary>How far the event store is.</summary>
/// <param name="Works">Whether it says that its disk works; when it does not, that is known, and no reason to end the agent.</param>
/// <param name="Waiting">Records that are not on disk yet.</param>
/// <param name="Commits">Transactions so far.</param>
internal readonly record struct StoreProgress(bool Works, long Waiting, long Commits);
