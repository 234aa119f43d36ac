namespace EdgeAgent.Core.Events;

/// <summary>A file of evidence that belongs to an event. The hash tells that a file fetched later is the one that was meant.</summary>
/// <param name="Kind">What it is: <c>snapshot</c> (the best frame with the box drawn), <c>crop</c> (the object alone, nothing drawn), <c>clip</c>.</param>
/// <param name="Path">Where it lies, relative to the box's evidence.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hex digits.</param>
/// <param name="Bytes">Its length.</param>
public sealed record EventMedia(string Kind, string Path, string Sha256, long Bytes);
