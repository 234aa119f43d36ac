namespace EdgeAgent.Replay.Output;

/// <summary>The tables beside one recording, and where the recording begins in the sequence of all.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="SequenceBegin">Seconds of all recordings before it.</param>
/// <param name="Tables">Its tables: Raven, Audacity, or none.</param>
internal sealed record RecordingTables(OutputRecording Recording, double SequenceBegin, IReadOnlyList<IEventTable> Tables);
