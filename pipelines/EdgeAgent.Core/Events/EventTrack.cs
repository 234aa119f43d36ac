namespace EdgeAgent.Core.Events;

/// <summary>The way of a followed object so far.</summary>
/// <param name="Id">1, 2, 3 … within the epoch; the successor of an event that was cut keeps it.</param>
/// <param name="Stationary">Whether the object stands still now.</param>
/// <param name="Alike">Objects of the same label that are events now, this one among them unless it has closed.</param>
/// <param name="ImageWidth">Width of the source image, pixels.</param>
/// <param name="ImageHeight">Height of the source image, pixels.</param>
/// <param name="Zones">Zones that it is in now.</param>
/// <param name="Entered">Zones that it has been in since the event began, in the order of the configuration.</param>
/// <param name="Best">When and where it was seen best.</param>
/// <param name="Path">Where it went; thinned where it is long.</param>
public sealed record EventTrack(int Id, bool Stationary, int Alike, int ImageWidth, int ImageHeight, IReadOnlyList<string> Zones, IReadOnlyList<string> Entered, EventSight Best, IReadOnlyList<TrackStep> Path);
