using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The sentences about a recording whose header and length do not agree.</summary>
internal static class RecordingNotes
{
    /// <summary>Adds what is to be said about the length.</summary>
    public static void AboutLength(List<string> notes, string path, RiffScan? scan, SndFileReader reader, long? declaredFrames)
    {
        if (declaredFrames is { } declared) notes.Add($"{path} is truncated: {reader.Frames} of {declared} sample frames are present.");
        else if (scan is { LengthIsPlaceholder: true }) notes.Add($"{path} was never closed by its recorder: its header tells no length, and {reader.Frames} sample frames are present.");
        else if (scan is { FrameBytes: 0 } && scan.DataDeclared > scan.DataPresent) notes.Add($"{path} is truncated: {scan.DataPresent} of {scan.DataDeclared} bytes of samples are present.");
        else if (scan is null && reader.HeaderLog.Contains("should be", StringComparison.Ordinal)) notes.Add($"{path} has a header whose lengths do not agree with the file; {reader.Frames} sample frames are present.");

        if (scan is { StrayBytes: > 0 }) notes.Add($"{path} has {scan.StrayBytes} bytes behind its last chunk that its header does not account for; they are not analysed.");
    }
}
