namespace EdgeAgent.Core.Events;

/// <summary>A file that goes with an event.</summary>
/// <param name="Kind"><c>clip</c> (sound), <c>spectrogram</c> (its picture) or <c>snapshot</c> (a video frame).</param>
/// <param name="Path">Where it lies below the folder of evidence, with <c>/</c>.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 hex digits.</param>
/// <param name="Bytes">Its length.</param>
public sealed record EventMedia(string Kind, string Path, string Sha256, long Bytes);
