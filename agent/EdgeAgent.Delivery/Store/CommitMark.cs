using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// The file <c>events.mark</c>: which store was here and how far it had come, written beside the database after every commit, without waiting for the disk.
/// SQLite takes a damaged log for one that ends earlier and says nothing; a store that lags behind its mark has lost what was accepted, and so has one whose file is gone or was replaced by an old copy.
/// </summary>
internal sealed class CommitMark : IDisposable
{
    private const int SlotBytes = 512;
    private readonly string _path;
    private readonly byte[] _slot = new byte[SlotBytes];
    private SafeFileHandle? _file;
    private string? _store;

    /// <param name="path">The file.</param>
    public CommitMark(string path) => _path = path;

    /// <summary>Reads the newest mark; null when there is none that can be believed.</summary>
    public static StoreHead? Read(string path)
    {
        StoreHead? newest = null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at + SlotBytes <= bytes.Length; at += SlotBytes)
                if (Parse(bytes.AsSpan(at, SlotBytes)) is { } head && (newest is null || head.Commits >= newest.Commits)) newest = head;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No mark, no evidence; the database speaks for itself.
        }

        return newest;
    }

    /// <summary>Writes the mark, one of two slots in turn. An error costs evidence, not events, and is passed over.</summary>
    public void Write(StoreHead head)
    {
        _slot.AsSpan().Clear();
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Store} {head.Commits} {head.Last} {head.Cursor} {head.Powered} {head.Proven} {(head.Predecessor.Length > 0 ? head.Predecessor : "-")}\n"), _slot.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(_slot, length);
        BinaryPrimitives.WriteUInt32LittleEndian(_slot.AsSpan(4), Check(_slot.AsSpan(8, length)));
        try
        {
            _file ??= File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            // A store before this one may have counted further: its slots must not be taken for the newer ones.
            if (_store != head.Store) RandomAccess.Write(_file, _slot, (~head.Commits & 1) * SlotBytes);
            RandomAccess.Write(_file, _slot, (head.Commits & 1) * SlotBytes);
            _store = head.Store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static StoreHead? Parse(ReadOnlySpan<byte> slot)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(slot);
        if (length is < 1 or > SlotBytes - 8 || BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]) != Check(slot.Slice(8, length))) return null;
        var parts = Encoding.ASCII.GetString(slot.Slice(8, length)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 7) return null;
        return new StoreHead
        {
            Store = parts[0], Commits = Number(parts[1]), Last = Number(parts[2]), Cursor = Number(parts[3]), Powered = Number(parts[4]),
            Proven = Math.Max(1, Number(parts[5])), Predecessor = parts[6] == "-" ? "" : parts[6],
        };
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var check = new RowCheck();
        check.Add(bytes);
        return (uint)check.Value;
    }
}
