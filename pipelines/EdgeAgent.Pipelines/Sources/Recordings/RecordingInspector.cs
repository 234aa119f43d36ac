using EdgeAgent.Interop.SndFile;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Looks at a recording before it is analysed: its shape, its true time, and what is wrong with it. Memory is constant however large the file is.</summary>
public static class RecordingInspector
{
    /// <summary>Inspects one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rules">What the operator says about time.</param>
    /// <param name="searchSamples">Also read all samples of a RIFF file in search of a second header among them. Costs one reading of the file; leave it out only where <see cref="SearchSamples"/> is called before the file is used.</param>
    /// <returns>The recording, or the problem that it is refused for.</returns>
    /// <exception cref="Interop.Native.NativeLibraryException">libsndfile is missing or does not fit.</exception>
    public static RecordingInspection Inspect(string path, RecordingTimeRules rules, bool searchSamples = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rules);
        try
        {
            using var reader = SndFileReader.Open(path);
            using var file = File.OpenHandle(path);
            var scan = RiffScanner.Scan(file);
            if (SecondRecording(file, path, scan, searchSamples) is { } second) return RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, second);
            return reader.Frames switch
            {
                0 => RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, NoSamples(path, scan)),
                < 0 => RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, $"{path} does not tell how long it is ({reader.FormatName}); convert it to WAV or FLAC."),
                _ => Describe(path, rules, reader, scan, scan is null && reader.IsSeekable ? ReadableEnd.Find(path, reader.Frames) : reader.Frames),
            };
        }
        catch (AudioFileException e)
        {
            // libsndfile calls a file with another one behind it damaged; the place says more.
            return RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, SecondRecording(path) ?? e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, $"{path} cannot be read ({e.Message.TrimEnd('.')}); check the medium and the rights.");
        }
    }

    /// <summary>Reads all samples of a RIFF file in search of a second header among them, which makes every position behind it wrong.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The problem, or null when there is none; also null for formats that cannot have it.</returns>
    public static RecordingProblem? SearchSamples(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenHandle(path);
            return SecondRecording(file, path, RiffScanner.Scan(file), searchSamples: true) is { } second
                ? new RecordingProblem(path, RecordingProblemKind.Unreadable, second)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RecordingProblem(path, RecordingProblemKind.Unreadable, $"{path} cannot be read ({e.Message.TrimEnd('.')}); check the medium and the rights.");
        }
    }

    private static string? SecondRecording(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return SecondRecording(file, path, RiffScanner.Scan(file), searchSamples: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Refused and not cut: what follows has a time, and perhaps a rate, of its own, and dropping it in silence would be blindness.
    private static string? SecondRecording(SafeFileHandle file, string path, RiffScan? scan, bool searchSamples)
    {
        if (scan is null || scan.DataOffset == 0) return null;
        if (searchSamples && SecondHeaderSearch.Find(file, scan.DataOffset, scan.DataOffset + scan.DataPresent) is { } inside)
        {
            var frame = scan.FrameBytes > 0 ? $", at sample frame {(inside - scan.DataOffset) / scan.FrameBytes}" : "";
            return $"{path} holds a second recording: another RIFF header stands among its samples at byte {inside}{frame}, so nothing behind it has a known time; split the file there.";
        }

        return scan.AppendedFileAt is { } behind
            ? $"{path} holds a second recording: another RIFF file begins at byte {behind}, behind the first one's end, and would be left out; split the file there."
            : null;
    }

    private static string NoSamples(string path, RiffScan? scan) => scan is { LengthIsPlaceholder: true }
        ? $"{path} has a header that counts no samples, although {scan.DataPresent} bytes follow it: its recorder did not close it; repair the header."
        : $"{path} has a header but no samples; leave it out.";

    private static RecordingInspection Describe(string path, RecordingTimeRules rules, SndFileReader reader, RiffScan? scan, long frames)
    {
        if (frames == 0) return RecordingInspection.Refused(path, RecordingProblemKind.Unreadable, $"{path} has a header but none of its samples can be read; copy it again from the recorder, or leave it out.");
        var notes = new List<string>();
        // FLAC has no chunk for it: there it is the comment.
        var guano = (scan?.Guano ?? (scan is null ? reader.Comment : null)) is { } text ? GuanoMetadata.Parse(text) : null;
        var xwav = scan?.Harp is { } harp ? XwavHeader.Parse(harp, scan, frames) : null;
        var comment = reader.Comment is { } line ? AudioMothComment.Parse(line) : null;
        var header = HeaderOf(guano, xwav, scan?.Bext, comment, reader.SampleRate, path, notes);
        var fileName = Path.GetFileName(path);
        var names = FileNameTime.ReadAll(fileName);
        var time = RecordingTime.Decide(rules, header, names);
        if (time.Refusal is { } refusal) return RecordingInspection.Refused(path, RecordingProblemKind.AmbiguousTime, $"{path} {refusal}.");

        var declared = DeclaredFrames(scan, frames) ?? (frames < reader.Frames ? reader.Frames : null);
        RecordingNotes.AboutLength(notes, path, scan, reader, frames, declared);
        if (scan?.Harp is not null && xwav is null or { Damaged: true }) notes.Add($"{path} has a damaged xwav header; times inside the file follow its last good entry.");
        return RecordingInspection.Of(new RecordingInfo
        {
            Path = path,
            FormatName = reader.FormatName,
            SampleRate = reader.SampleRate,
            Channels = reader.Channels,
            Frames = frames,
            DeclaredFrames = declared,
            Start = time.Start,
            TimeSource = time.Source,
            TimeResolution = time.Resolution,
            Recorder = RecorderOf(path, fileName, names, guano?.Serial ?? comment?.Serial, out var byFolder),
            RecorderIsFolder = byFolder,
            Place = guano?.Place,
            Position = guano?.Position ?? xwav?.Position,
            Anchors = time.Source == "xwav" ? xwav!.Anchors : [],
            Notes = notes,
        });
    }

    private static HeaderTime? HeaderOf(GuanoMetadata? guano, XwavHeader? xwav, byte[]? bext, (WrittenTime Time, string? Serial)? comment, int sampleRate, string path, List<string> notes)
    {
        if (guano?.Timestamp is { } stamp)
        {
            if (WrittenTime.FromIso(stamp) is { } written) return new HeaderTime("guano", written);
            notes.Add($"{path} has a GUANO timestamp that is no ISO 8601 time ({Shortened(stamp)}), which is not used.");
        }

        if (xwav is not null) return new HeaderTime("xwav", new WrittenTime(xwav.Anchors[0].Utc.UtcDateTime, TimeSpan.Zero, XwavHeader.Resolution));
        if (bext is not null && BroadcastExtension.Time(bext, sampleRate) is { } broadcast) return new HeaderTime("bext", broadcast);
        return comment is { } audioMoth ? new HeaderTime("audiomoth-comment", audioMoth.Time) : null;
    }

    // Recorders that write nothing but a time are told apart by the folder that their card was copied to.
    private static string RecorderOf(string path, string fileName, List<FileNameTime> names, string? serial, out bool byFolder)
    {
        byFolder = false;
        if (names.Count > 0 && names[0].Prefix.Length > 0) return names[0].Prefix;
        if (serial is not null) return serial;
        if (names.Count == 0) return Path.GetFileNameWithoutExtension(fileName);
        byFolder = true;
        return Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is { Length: > 0 } folder ? folder : "recorder";
    }

    private static long? DeclaredFrames(RiffScan? scan, long frames) =>
        scan is { FrameBytes: > 0, LengthIsPlaceholder: false } && scan.DataDeclared / scan.FrameBytes > frames ? scan.DataDeclared / scan.FrameBytes : null;

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
