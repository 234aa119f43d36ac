namespace EdgeAgent.Control.Audit;

/// <summary>Checks that an audit log is as it was written: every line has the hash of the one before and the next number, over all files.</summary>
public static class AuditVerifier
{
    /// <summary>Verifies the log of a folder, also of one that is being written.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static AuditVerdict Verify(string directory)
    {
        var (lines, first, last, hash) = (0L, 0L, 0L, AuditTail.Empty.Hash);
        foreach (var path in AuditFiles.All(directory))
        {
            ReadOnlySpan<byte> text = File.ReadAllBytes(path);
            var number = 0;
            while (!text.IsEmpty)
            {
                number++;
                var end = text.IndexOf((byte)'\n');
                if (end < 0)
                {
                    return path == AuditFiles.Present(directory)
                        ? new AuditVerdict(lines, first, last, null, $"{path}: the last line is incomplete: power was cut while it was written, or somebody has cut it; the agent says so in the log when it starts")
                        : Broken($"{path}, line {number}: is incomplete in a file that was full");
                }

                var line = text[..end];
                text = text[(end + 1)..];
                if (AuditEntry.Parse(line) is not { } entry) return Broken($"{path}, line {number}: is no entry of an audit log");
                if (entry.Sealed().Hash != entry.Hash) return Broken($"{path}, line {number}: is not as it was written; something in it was changed");
                // Older files are given up in time: the oldest one that is left begins where it begins.
                if (lines > 0 && entry.N != last + 1) return Broken($"{path}, line {number}: has number {entry.N}, and {last + 1} should come; lines were taken out or put in");
                if ((lines > 0 || entry.N == 1) && entry.Prev != hash) return Broken($"{path}, line {number}: does not follow the line before it; lines were changed or moved");
                if (lines++ == 0) first = entry.N;
                (last, hash) = (entry.N, entry.Hash);
            }
        }

        return new AuditVerdict(lines, first, last, null, first > 1 ? $"lines before {first} were given up in time, as they should be" : null);

        AuditVerdict Broken(string fault) => new(lines, first, last, fault, null);
    }
}
