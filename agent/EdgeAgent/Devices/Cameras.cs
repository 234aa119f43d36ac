namespace EdgeAgent.Devices;

/// <summary>Finds the cameras of this box: with v4l2-ctl where it is there, else by their device files.</summary>
/// <param name="time">The clock.</param>
/// <param name="system">Root of the system's files; another one in tests.</param>
internal sealed class Cameras(TimeProvider time, string system = "/")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Every camera.</summary>
    public async Task<IReadOnlyList<Camera>> FindAsync(CancellationToken cancellation)
    {
        var listed = await SmallProgram.RunAsync("v4l2-ctl", ["--list-devices"], Patience, time, cancellation).ConfigureAwait(false);
        var cameras = VideoText.Cameras(listed.Output).ToList();
        if (cameras.Count == 0) return ByFile();
        for (var i = 0; i < cameras.Count; i++)
        {
            var formats = await SmallProgram.RunAsync("v4l2-ctl", ["--device", cameras[i].Path, "--list-formats-ext"], Patience, time, cancellation).ConfigureAwait(false);
            cameras[i] = cameras[i] with { Formats = VideoText.Formats(formats.Output) };
        }

        return cameras;
    }

    private List<Camera> ByFile()
    {
        var classes = Path.Combine(system, "sys/class/video4linux");
        var cameras = new List<Camera>();
        try
        {
            if (!Directory.Exists(classes)) return cameras;
            foreach (var folder in Directory.EnumerateDirectories(classes, "video*").Order(StringComparer.Ordinal))
            {
                // A camera has one file for its picture and more for its metadata.
                var index = Path.Combine(folder, "index");
                if (File.Exists(index) && File.ReadAllText(index).Trim() != "0") continue;
                var name = Path.Combine(folder, "name");
                cameras.Add(new Camera("/dev/" + Path.GetFileName(folder), File.Exists(name) ? File.ReadAllText(name).Trim() : "camera", []));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What can't be read is not found.
        }

        return cameras;
    }
}
