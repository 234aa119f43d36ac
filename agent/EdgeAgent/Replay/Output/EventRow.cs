using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Output;

/// <summary>A closed event as a row of a table.</summary>
/// <param name="Event">The event's last revision.</param>
/// <param name="Begin">Onset in seconds on the table's own axis: from the start of its recording, or of the first of all recordings.</param>
/// <param name="End">Offset in seconds on the same axis.</param>
/// <param name="FileOffset">Onset in seconds from the start of the event's recording.</param>
/// <param name="Recording">The recording that holds the onset, null for a stream without files.</param>
internal readonly record struct EventRow(DetectionEvent Event, double Begin, double End, double FileOffset, OutputRecording? Recording);
