namespace EdgeAgent.Devices;

/// <summary>A camera that the kernel knows.</summary>
/// <param name="Path">Its device file, such as <c>/dev/video0</c>.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Formats">Pixel formats with their largest size, where it told.</param>
internal sealed record Camera(string Path, string Name, IReadOnlyList<string> Formats);
