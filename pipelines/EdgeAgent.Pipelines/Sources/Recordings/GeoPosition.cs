namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Where a recording was made (WGS 84).</summary>
/// <param name="Latitude">Degrees north, −90 to 90.</param>
/// <param name="Longitude">Degrees east, −180 to 180.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude);
