namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A file as it is now: recorders use names again, so a name alone does not tell whether it was heard.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Changed">Ticks of the last change, UTC.</param>
internal readonly record struct FileStamp(string Path, long Length, long Changed)
{
    /// <summary>Reads it.</summary>
    public static FileStamp Of(FileInfo file) => new(file.FullName, file.Length, file.LastWriteTimeUtc.Ticks);
}
