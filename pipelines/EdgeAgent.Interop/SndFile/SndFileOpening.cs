using System.Runtime.InteropServices;
using System.Text;
using static EdgeAgent.Interop.SndFile.SndFileConstants;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Opens files and turns what libsndfile says about a failure into one sentence: the one place where errors are mapped.</summary>
internal static unsafe class SndFileOpening
{
    private const int LogBytes = 16 * 1024;

    // sf_open keeps the error of a failed open in process-wide variables: opening and asking must not interleave.
    private static readonly Lock Opening = new();

    /// <summary>Refuses what sf_open would describe badly: folders, absent, unreadable and empty files.</summary>
    /// <exception cref="AudioFileException">The path is one of these.</exception>
    public static void RequireReadable(string path)
    {
        if (Directory.Exists(path)) throw new AudioFileException(path, $"{path} is a folder, not a recording; name a file in it.");
        long length;
        try
        {
            using var file = File.OpenHandle(path);
            length = RandomAccess.GetLength(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AudioFileException(path, $"{path} does not exist; check the name.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AudioFileException(path, $"{path} cannot be read: access is denied; give the user that runs this the right to read it.", e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new AudioFileException(path, $"{path} cannot be read ({e.Message.TrimEnd('.')}); check the medium and the name.", e);
        }

        if (length == 0) throw new AudioFileException(path, $"{path} is empty (0 bytes); the recorder wrote nothing into it, so leave it out.");
    }

    /// <summary>Opens a file, or says in one sentence why not.</summary>
    /// <exception cref="AudioFileException">libsndfile refuses.</exception>
    public static nint Open(SndFileApi api, string path, int mode, ref SndFileInfo info)
    {
        // An absolute path: libsndfile takes a lone "-" for standard input.
        var name = Encoding.UTF8.GetBytes(Path.GetFullPath(path) + "\0");
        lock (Opening)
        {
            nint file;
            fixed (byte* bytes = name)
            fixed (SndFileInfo* details = &info) file = api.Open(bytes, mode, details);
            return file != 0 ? file : throw new AudioFileException(path, Sentence(api, path, mode));
        }
    }

    /// <summary>libsndfile's log of a file, or of the last open that failed for handle 0.</summary>
    public static string Log(SndFileApi api, nint file)
    {
        var buffer = new byte[LogBytes];
        fixed (byte* bytes = buffer)
        {
            api.Command(file, GetLogInfo, bytes, buffer.Length);
            return Of(bytes) ?? "";
        }
    }

    /// <summary>A C string; null for a null pointer.</summary>
    public static string? Of(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    private static string Sentence(SndFileApi api, string path, int mode)
    {
        var reason = (Of(api.ErrorText(0)) ?? "no reason given").Trim().TrimEnd('.');
        if (mode == ModeWrite) return $"{path} cannot be written ({reason}); check the folder, its rights and the free space.";
        var complaint = Complaint(Log(api, 0));
        return api.Error(0) switch
        {
            ErrorUnrecognisedFormat => $"{path} is not an audio file that libsndfile knows (WAV, RF64, W64, FLAC, AIFF, Ogg and others), whatever its name says; leave it out, or give raw samples on standard input.",
            ErrorSystem => $"{path} cannot be read ({reason}); check the medium and the rights.",
            ErrorUnsupportedEncoding => $"{path} is encoded in a way that libsndfile cannot read ({reason}{complaint}); convert it to WAV or FLAC.",
            _ => $"{path} has a damaged header ({reason}{complaint}); copy it again from the recorder, or leave it out.",
        };
    }

    // The first line of the log that complains tells what the error number does not.
    private static string Complaint(string log)
    {
        foreach (var line in log.AsSpan().EnumerateLines())
        {
            if (line.Contains("***", StringComparison.Ordinal) || line.Contains("should be", StringComparison.Ordinal))
                return $": {line.Trim("* ").ToString().TrimEnd('.')}";
        }

        return "";
    }
}
