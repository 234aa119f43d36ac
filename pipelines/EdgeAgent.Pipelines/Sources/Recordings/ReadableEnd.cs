using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Finds how far a compressed file can be read. FLAC writes its length first, so a cut file still claims all of it;
/// the length of a RIFF file is compared with its chunks instead.</summary>
internal static class ReadableEnd
{
    /// <summary>Sample frames from the start that can be reached: all that the header claims, for a whole file.</summary>
    public static long Find(string path, long claimed)
    {
        if (CanRead(path, claimed - 1)) return claimed;
        long readable = 0, unreadable = claimed - 1;
        while (readable < unreadable)
        {
            var middle = readable + ((unreadable - readable) / 2);
            if (CanRead(path, middle)) readable = middle + 1;
            else unreadable = middle;
        }

        return readable;
    }

    // A fresh reader for each question: a decoder that lost its way does not find it again.
    private static bool CanRead(string path, long frame)
    {
        try
        {
            using var reader = SndFileReader.Open(path);
            reader.Seek(frame);
            return reader.Read(new float[reader.Channels]) == 1;
        }
        catch (AudioFileException)
        {
            return false;
        }
    }
}
