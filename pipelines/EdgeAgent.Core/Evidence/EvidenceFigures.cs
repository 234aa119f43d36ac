namespace EdgeAgent.Core.Evidence;

/// <summary>The evidence on disk, and what became of evidence since the agent started.</summary>
/// <param name="Files">Files kept now.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Written">Files written since the start.</param>
/// <param name="WrittenBytes">Bytes written since the start.</param>
/// <param name="WrittenToday">Bytes written within the last 24 hours of powered time.</param>
/// <param name="Removed">Files given up by age or for room.</param>
/// <param name="OverWriteBudget">Files not written because of the write budget.</param>
/// <param name="WithoutRoom">Files not written because there was no room.</param>
/// <param name="Failed">Files that the disk refused.</param>
/// <param name="Problem">Why the last file was not kept, one sentence; null when it was.</param>
public sealed record EvidenceFigures(
    long Files, long Bytes, long Written, long WrittenBytes, long WrittenToday, long Removed, long OverWriteBudget, long WithoutRoom, long Failed, string? Problem);
