namespace EdgeAgent.Core.Control;

/// <summary>What became of a camera's frames since the agent started. Those received are the sum of those analysed, limited, still and dropped, and of what is under way.</summary>
/// <param name="Received">Came whole.</param>
/// <param name="Analysed">Went through the model.</param>
/// <param name="Limited">Left out by the rate limit.</param>
/// <param name="Still">Left out because nothing moved.</param>
/// <param name="Dropped">Given up because the analysis was behind; each is in a gap record too.</param>
/// <param name="Damaged">Came damaged; not among those received.</param>
/// <param name="Faulty">Analysed, but the model's outputs could not be trusted.</param>
/// <param name="SizeChanges">How often the size of the picture changed in mid-stream.</param>
public sealed record FrameFigures(long Received, long Analysed, long Limited, long Still, long Dropped, long Damaged, long Faulty, long SizeChanges);
