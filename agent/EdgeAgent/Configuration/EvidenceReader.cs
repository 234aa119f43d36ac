using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks what is kept of the sound behind events: the sections Retention, and Clips and Recording of a pipeline.</summary>
internal static class EvidenceReader
{
    private const long MiB = 1024 * 1024;

    private static readonly (string Word, ClipFormat Value)[] Formats = [("flac", ClipFormat.Flac), ("wav", ClipFormat.Wav)];

    /// <summary>Reads the section Retention.</summary>
    /// <param name="retention">The section.</param>
    /// <param name="stateDirectory">Where the agent keeps what must survive a restart.</param>
    public static EvidenceOptions ReadRetention(ConfigSection retention, string stateDirectory)
    {
        var directory = retention.Text("Directory", null, "Folder of clips, spectrograms, snapshots and recordings. Only the agent writes in it.", "evidence in the state directory");
        var budget = retention.Integer("BudgetMB", 4096, 1, 100_000_000, "Disk that they may take, MiB. Over it recordings go first, then clips, the oldest first.");
        var reserve = retention.Integer("ReserveMB", 256, 0, 100_000_000, "Disk that is left free for all else, MiB; below it old ones go, and when none may, new ones are not written.");
        var days = retention.Integer("Days", 365, 0, 36_500, "Days that they are kept, by a clock that is synchronized; 0 for as long as there is room.");
        var kept = retention.Integer("KeptPerLabel", 10, 0, 100_000, "The newest clips of each label of a pipeline that neither days nor room take, so that rare calls stay.");
        var daily = retention.Integer("WriteMBPerDay", 0, 0, 100_000_000, "MiB that may be written in any 24 hours, so that flash lasts: over half of it the lowest scores of a label get no clip, over all of it none does. 0 for no limit.");
        return new EvidenceOptions
        {
            Directory = directory is null ? Path.Combine(stateDirectory, "evidence") : Path.GetFullPath(directory),
            BudgetBytes = budget * MiB,
            ReserveBytes = reserve * MiB,
            MaxAge = days == 0 ? null : TimeSpan.FromDays(days),
            KeptPerLabel = kept,
            DailyBytes = daily == 0 ? null : daily * MiB,
        };
    }

    /// <summary>Reads the section Clips of a pipeline; null where it has none.</summary>
    public static ClipOptions? ReadClips(ConfigSection pipeline)
    {
        var isThere = pipeline.Has("Clips");
        var clips = pipeline.Section("Clips");
        var enabled = clips.Flag("Enabled", isThere, "Cuts a clip of the sound around each event; on where the section Clips has any key.");
        var options = new ClipOptions
        {
            PreSeconds = clips.Number("PreSeconds", 2, 0, 60, "Sound before the onset, seconds."),
            PostSeconds = clips.Number("PostSeconds", 2, 0, 60, "Sound behind the offset, seconds; the close of an event waits for it."),
            MaxSeconds = clips.Number("MaxSeconds", 60, 1, 600, "Longest clip, seconds; of a longer event it has the beginning. So much sound, and 20 s more, is held in memory."),
            Format = clips.Choice("Format", ClipFormat.Flac, Formats, "flac of 16 or 24 bits as the source has them (wav where they would not fit: floats, 32 bits, more than 8 channels), or wav."),
            Spectrogram = clips.Flag("Spectrogram", true, "Puts a picture (PNG) beside each clip."),
            Deadline = TimeSpan.FromSeconds(clips.Number("DeadlineSeconds", 10, 1, 300, "How long the close of an event waits for its clip, beyond the post-roll; then it goes without.")),
        };
        if (options.PreSeconds + options.PostSeconds >= options.MaxSeconds)
            clips.Problem("MaxSeconds", "is no longer than PreSeconds and PostSeconds together, so that no event would fit between them; make it longer");
        return enabled ? options : null;
    }

    /// <summary>Reads the section Recording of a pipeline; null where nothing is recorded.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="source">What it hears.</param>
    public static RecordingOptions? ReadRecording(ConfigSection pipeline, SourceKind source)
    {
        var recording = pipeline.Section("Recording");
        var enabled = recording.Flag("Enabled", false, "Records everything that is heard; replaying the recordings gives the events again, with their ids.");
        var options = new RecordingOptions
        {
            FileLength = TimeSpan.FromSeconds(recording.Integer("FileSeconds", 600, 10, 3600, "Length of a file, seconds; files begin at whole multiples of it in UTC.")),
            Format = recording.Choice("Format", ClipFormat.Flac, Formats, "flac of 16 or 24 bits as the source has them (wav where they would not fit), or wav."),
        };
        if (enabled && source == SourceKind.Directory) recording.Problem("Enabled", "is true, but a folder of recordings is recorded already; leave it out");
        return enabled ? options : null;
    }
}
