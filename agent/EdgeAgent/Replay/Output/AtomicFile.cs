using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Replay.Output;

/// <summary>
/// One output file that is there whole or not at all: written under a hidden temporary name in the same folder, put on disk by
/// <see cref="Seal"/> and given its real name by <see cref="Place"/>. Disposing one that was not placed removes the temporary file.
/// Every write of a replay's results to disk goes through here. Failures are <see cref="OutputException"/>. Not thread-safe.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    // One file system block would do; 16 KiB keeps the number of system calls small and costs nothing worth counting.
    private const int BufferBytes = 16 * 1024;

    private readonly string _temporary;
    private readonly ExistingFiles _existing;
    private SafeFileHandle? _handle;
    private byte[]? _buffer;
    private int _buffered;
    private long _position;
    private bool _created;
    private bool _placed;

    /// <summary>Prepares a file; nothing touches the disk before the first <see cref="Write"/> or <see cref="Open"/>.</summary>
    /// <param name="path">The final name. Refused at once when it is a folder, or exists and <paramref name="existing"/> says so.</param>
    /// <param name="existing">What to do with a file of that name.</param>
    public AtomicFile(string path, ExistingFiles existing)
    {
        Path = path;
        _existing = existing;
        _temporary = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? ".", $".{System.IO.Path.GetFileName(path)}.partial");
        if (Directory.Exists(path)) throw new OutputException($"{path} is a folder where a file should be written; choose another --out folder.");
        if (existing == ExistingFiles.Refuse && File.Exists(path)) throw Exists(null);
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    /// <summary>Whether the temporary file is open now (it holds a file descriptor and a buffer).</summary>
    public bool IsOpen => _handle is not null;

    /// <summary>Makes a folder for files to go in, with the folders above it. Returns those that were not there, the deepest first.</summary>
    /// <exception cref="OutputException">It is a file, or cannot be made.</exception>
    public static IReadOnlyList<string> MakeDirectory(string directory)
    {
        if (File.Exists(directory)) throw new OutputException($"{directory} is a file; name a folder with --out.");
        var missing = new List<string>();
        for (var folder = System.IO.Path.GetFullPath(directory); folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
            missing.Add(folder);
        try
        {
            Directory.CreateDirectory(directory);
            return missing;
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            RemoveEmpty(missing);
            throw OutputException.For(directory, exception);
        }
    }

    /// <summary>Takes back folders that <see cref="MakeDirectory"/> made, as long as they are empty. Never throws.</summary>
    public static void RemoveEmpty(IReadOnlyList<string> directories)
    {
        try
        {
            foreach (var directory in directories) Directory.Delete(directory);
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            // Somebody else put something there, or it is gone: an empty folder is no result.
        }
    }

    /// <summary>Opens the temporary file, the first time as an empty one and locked against a second run.</summary>
    public void Open()
    {
        if (_handle is not null) return;
        try
        {
            _handle = File.OpenHandle(_temporary, _created ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.None);
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            throw OutputException.For(Path, exception);
        }
        _created = true;
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        _buffered = 0;
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Open();
        if (bytes.Length > BufferBytes - _buffered) Flush();
        if (bytes.Length > BufferBytes)
        {
            WriteThrough(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Hands buffered bytes to the operating system.</summary>
    public void Flush()
    {
        if (_handle is null || _buffered == 0) return;
        WriteThrough(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    /// <summary>Closes the temporary file for now, so that many recordings never need as many file descriptors; the next write opens it again.</summary>
    public void Suspend()
    {
        Flush();
        Close();
    }

    /// <summary>Finishes writing: every byte is on disk when this returns. The file still has its temporary name.</summary>
    public void Seal()
    {
        Open();
        Flush();
        try
        {
            RandomAccess.FlushToDisk(_handle!);
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            throw OutputException.For(Path, exception);
        }
        Close();
    }

    /// <summary>Gives a sealed file its final name in one step.</summary>
    public void Place()
    {
        try
        {
            File.Move(_temporary, Path, overwrite: _existing == ExistingFiles.Replace);
        }
        catch (IOException exception) when (_existing == ExistingFiles.Refuse && File.Exists(Path))
        {
            throw Exists(exception);
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            throw OutputException.For(Path, exception);
        }
        _placed = true;
    }

    /// <summary>Takes back what this object put on disk, placed or not. Never throws: it runs when something else has already failed.</summary>
    public void Discard()
    {
        Close();
        if (!_created) return;
        TryDelete(_placed ? Path : _temporary);
        _created = false;
        _placed = false;
    }

    /// <summary>Removes the temporary file unless it was placed.</summary>
    public void Dispose()
    {
        if (_placed) Close();
        else Discard();
    }

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle!, bytes, _position);
            _position += bytes.Length;
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            throw OutputException.For(Path, exception);
        }
    }

    private void Close()
    {
        _handle?.Dispose();
        _handle = null;
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _buffered = 0;
    }

    private OutputException Exists(Exception? cause) =>
        new($"{Path} exists already; choose another --out folder, or pass --overwrite to replace it.", cause);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (OutputException.IsFileFailure(exception))
        {
            // The failure that led here is the one to tell; a hidden *.partial file that stays does not look whole.
        }
    }
}
