namespace EdgeAgent.Delivery.Store;

/// <summary>A file of zeros that holds disk back. Given up when the disk is full, it is room for the log to shed with; made again when there is room.</summary>
internal sealed class DiskReserve
{
    // ENOSPC and EDQUOT, as .NET passes them on.
    private const int NoSpace = 28;
    private const int NoQuota = 122;

    private readonly string _path;
    private readonly long _bytes;

    /// <param name="path">The file.</param>
    /// <param name="bytes">Its size; 0 for none.</param>
    public DiskReserve(string path, long bytes)
    {
        (_path, _bytes) = (path, bytes);
        Intact = bytes == 0;
    }

    /// <summary>Whether it is in place.</summary>
    public bool Intact { get; private set; }

    /// <summary>Why it can't be put in place though there may be room, one sentence; null when nothing is in the way.</summary>
    public string? Problem { get; private set; }

    /// <summary>Puts it in place; false when there is no room to. Any other way to fail means that there is no reserve, not that the disk is full.</summary>
    public bool Make()
    {
        if (Intact) return true;
        try
        {
            var file = new FileInfo(_path);
            if (file.Exists && file.Length == _bytes) return Intact = true;
            using (var stream = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                // Written, not only sized: a file system must not hand the same blocks to somebody else.
                var zeros = new byte[Math.Min(_bytes, 64 << 10)];
                for (long at = 0; at < _bytes; at += zeros.Length) stream.Write(zeros, 0, (int)Math.Min(zeros.Length, _bytes - at));
                stream.Flush(flushToDisk: true);
            }

            Problem = null;
            return Intact = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp();
            if (e.HResult is NoSpace or NoQuota) return false;
            Problem = e.Message;
            return true;
        }
    }

    /// <summary>Gives the room to the database.</summary>
    public void GiveUp()
    {
        if (_bytes == 0) return;
        Intact = false;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the disk refuses more than room, and the writer will hear of it.
        }
    }
}
