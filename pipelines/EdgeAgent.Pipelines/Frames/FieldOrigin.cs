namespace EdgeAgent.Pipelines.Frames;

/// <summary>Where a still image comes from.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Time">When it was taken, as far as its file says; null where the stream's time counts.</param>
public readonly record struct FieldOrigin(string Name, DateTimeOffset? Time);
