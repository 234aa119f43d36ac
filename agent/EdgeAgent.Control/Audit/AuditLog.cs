using EdgeAgent.Control.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Audit;

/// <summary>
/// Who changed what: one line of JSON for each change that was asked for and one for how it ended, each on disk (fsync) before the call goes on, each with the
/// hash of the line before. No line can be changed, left out or moved without breaking the chain (<see cref="AuditVerifier"/>). Who may write the files can cut off their end,
/// or write them anew from some line on: against that, keep a copy of the last line elsewhere.
/// </summary>
/// <remarks>
/// A full or broken disk does not keep an operator from repairing the box: lines that can't be written are counted, and the first one that can be says how many are missing.
/// Thread-safe.
/// </remarks>
public sealed class AuditLog : IDisposable
{
    /// <summary>Bytes after which a new file is begun.</summary>
    private const long FullSize = 1024 * 1024;

    /// <summary>Full files that are kept.</summary>
    private const int KeptFiles = 8;

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly RefusalMeter _refusals;
    private FileStream? _file;
    private AuditTail _tail = AuditTail.Empty;
    private long _lost;

    /// <summary>Opens the log of a folder, and says in it that the agent has started.</summary>
    /// <param name="directory">The folder; made where it is missing.</param>
    /// <param name="time">Dates lines.</param>
    /// <param name="log">Told when lines can't be written.</param>
    public AuditLog(string directory, TimeProvider time, ILogger log)
    {
        (_directory, _time, _log, _refusals) = (directory, time, log, new RefusalMeter(time));
        Write(new AuditEntry { Who = "agent", Call = "", What = "started" });
    }

    /// <summary>Told of each line that says how a change ended, once it is on disk; it must be quick. Null for nobody.</summary>
    public Action<AuditEntry>? Published { get; init; }

    /// <summary>Writes a line; its number, time and hash are set here. Never throws.</summary>
    public void Write(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        AuditEntry? written = null;
        lock (_lock)
        {
            try
            {
                _file ??= Open();
                if (_lost > 0) Append(new AuditEntry { Who = "agent", Call = "", What = "lost", Detail = FormattableString.Invariant($"{_lost} lines could not be written") });
                _lost = 0;
                written = Append(entry);
                if (_file.Length >= FullSize) Rotate();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (_lost++ == 0) ControlLog.CannotWrite(_log, AuditFiles.Present(_directory), error.Message);
                // What the failed write left behind is found and cut off when it is opened again.
                _file?.Dispose();
                _file = null;
            }
        }

        if (written is { What: "done" or "failed" or "refused" }) Published?.Invoke(written);
    }

    /// <summary>Writes that a call was refused: of one identity and call once a minute, with the number of those that were left out before. Never throws.</summary>
    internal void WriteRefused(string who, string call, string role)
    {
        lock (_lock)
        {
            if (_refusals.Count(who, call) is not { } leftOut) return;
            var entry = AuditEntry.Refused(who, call, role);
            Write(leftOut == 0 ? entry : entry with { Detail = FormattableString.Invariant($"{entry.Detail}; {leftOut} refusals before this one were not written") });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(_directory);
        var path = AuditFiles.Present(_directory);
        _tail = AuditTail.Find(_directory);
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
        if (file.Length > _tail.WholeBytes)
        {
            // A line that a power cut left unfinished was never acted upon.
            file.SetLength(_tail.WholeBytes);
            file.Position = _tail.WholeBytes;
            _file = file;
            Append(new AuditEntry { Who = "agent", Call = "", What = "repaired", Detail = "the last line was incomplete and is gone" });
        }

        file.Position = file.Length;
        return file;
    }

    private AuditEntry Append(AuditEntry entry)
    {
        var whole = (entry with { N = _tail.Last + 1, Time = _time.GetUtcNow(), Prev = _tail.Hash }).Sealed();
        _file!.Write([.. whole.ToLine(), (byte)'\n']);
        _file.Flush(flushToDisk: true);
        _tail = _tail with { Last = whole.N, Hash = whole.Hash, First = _tail.First == 0 ? whole.N : _tail.First };
        return whole;
    }

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        File.Move(AuditFiles.Present(_directory), AuditFiles.Full(_directory, _tail.First));
        var full = AuditFiles.All(_directory);
        foreach (var old in full.Take(full.Count - KeptFiles)) File.Delete(old);
        _tail = _tail with { First = 0 };
    }
}
