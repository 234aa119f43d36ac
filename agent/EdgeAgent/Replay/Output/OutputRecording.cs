namespace EdgeAgent.Replay.Output;

/// <summary>A recording of the replay, as its tables need to know it.</summary>
/// <param name="Path">The file as it was named to the command: equal to <c>recording.path</c> of its events.</param>
/// <param name="Seconds">Length in seconds; the tables over all recordings add these up in the order given.</param>
/// <param name="Channel">The channel that was analysed, from 1.</param>
/// <param name="HighHz">Upper edge of the band that the model hears, in Hz; null means half the event's stream rate.</param>
internal sealed record OutputRecording(string Path, double Seconds, int Channel = 1, double? HighHz = null);
