using System.Text;
using EdgeAgent.Control.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Control.Tests.Audit;

public sealed class AuditLogTests
{
    [Fact]
    public void Write_Lines_VerifyOverRestarts()
    {
        using var folder = new TemporaryFolder();
        for (var run = 0; run < 3; run++) Write(folder, 5);

        var verdict = AuditVerifier.Verify(folder.Path);

        Assert.Null(verdict.Fault);
        Assert.Equal((18, 1, 18), (verdict.Lines, verdict.First, verdict.Last));
    }

    [Fact]
    public void Verify_EveryByteChanged_IsFound()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 4);
        var path = folder["audit.ndjson"];
        var whole = File.ReadAllBytes(path);

        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 1;
            File.WriteAllBytes(path, changed);
            var verdict = AuditVerifier.Verify(folder.Path);
            // A last line without its end reads as one that power cut short, and is said so.
            Assert.True(verdict.Fault is not null || (i == whole.Length - 1 && verdict.Note is not null), $"byte {i} was changed and nobody noticed");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Verify_LineTakenOut_IsFound(int line)
    {
        using var folder = new TemporaryFolder();
        Write(folder, 4);
        var lines = File.ReadAllLines(folder["audit.ndjson"]).ToList();
        lines.RemoveAt(line);
        File.WriteAllText(folder["audit.ndjson"], string.Join('\n', lines) + "\n");

        var verdict = AuditVerifier.Verify(folder.Path);

        // What is missing at the beginning may have been given up in time: it is said, and the chain goes on.
        Assert.True(line == 0 ? verdict.Note!.Contains("lines before 2", StringComparison.Ordinal) : verdict.Fault is not null);
    }

    [Fact]
    public void Verify_LinesSwapped_IsFound()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 4);
        var lines = File.ReadAllLines(folder["audit.ndjson"]);
        (lines[1], lines[2]) = (lines[2], lines[1]);
        File.WriteAllText(folder["audit.ndjson"], string.Join('\n', lines) + "\n");

        Assert.NotNull(AuditVerifier.Verify(folder.Path).Fault);
    }

    [Fact]
    public void Open_LineThatPowerCutShort_IsRepairedAndSaid()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 2);
        var path = folder["audit.ndjson"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);
        Assert.Contains("incomplete", AuditVerifier.Verify(folder.Path).Note, StringComparison.Ordinal);

        Write(folder, 1);

        Assert.Null(AuditVerifier.Verify(folder.Path).Fault);
        Assert.Contains(File.ReadAllLines(path), line => line.Contains("\"repaired\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_MoreThanAFile_RotatesAndTheChainGoesOn()
    {
        using var folder = new TemporaryFolder();
        using (var log = Open(folder))
            for (var i = 0; i < 2600; i++) log.Write(new AuditEntry { Who = "uid:0", Call = "/x/Y", What = "done", Detail = new string('d', 900) });

        var verdict = AuditVerifier.Verify(folder.Path);

        Assert.Null(verdict.Fault);
        Assert.Equal(2601, verdict.Last);
        Assert.True(Directory.GetFiles(folder.Path).Length > 2);
        Write(folder, 1);
        Assert.Null(AuditVerifier.Verify(folder.Path).Fault);
    }

    [Fact]
    public void Write_FolderThatCannotBe_CountsAndSaysHowManyAreMissing()
    {
        using var folder = new TemporaryFolder();
        // A file where the folder should be.
        folder.Write("audit", "x"u8);
        using var log = new AuditLog(folder["audit"], TimeProvider.System, NullLogger.Instance);
        log.Write(new AuditEntry { Who = "uid:0", Call = "/x/Y", What = "done" });
        File.Delete(folder["audit"]);

        log.Write(new AuditEntry { Who = "uid:0", Call = "/x/Y", What = "done" });

        Assert.Contains("\"lost\",\"detail\":\"2 lines", File.ReadAllText(folder["audit/audit.ndjson"]), StringComparison.Ordinal);
        Assert.Null(AuditVerifier.Verify(folder["audit"]).Fault);
    }

    [Fact]
    public void WriteRefused_Flood_IsOneLineAMinuteWithTheCount()
    {
        using var folder = new TemporaryFolder();
        var time = new SteppedTime();
        using (var log = new AuditLog(folder.Path, time, NullLogger.Instance))
        {
            for (var i = 0; i < 10_000; i++) log.WriteRefused("uid:7", "/x/Push", "publisher");
            log.WriteRefused("uid:7", "/x/Activate", "publisher");
            log.WriteRefused("uid:8", "/x/Push", "publisher");
            time.Now += TimeSpan.FromMinutes(1).Ticks;
            log.WriteRefused("uid:7", "/x/Push", "publisher");
        }

        var lines = File.ReadAllLines(folder["audit.ndjson"]);
        Assert.Equal(5, lines.Length);
        Assert.Contains("needs publisher; 9999 refusals before this one were not written", lines[^1], StringComparison.Ordinal);
        Assert.Null(AuditVerifier.Verify(folder.Path).Fault);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }

    private static AuditLog Open(TemporaryFolder folder) => new(folder.Path, TimeProvider.System, NullLogger.Instance);

    private static void Write(TemporaryFolder folder, int lines)
    {
        using var log = Open(folder);
        for (var i = 0; i < lines; i++) log.Write(new AuditEntry { Who = "uid:0", Call = "/x/Y", What = "done", Detail = Encoding.ASCII.GetString([(byte)('a' + i)]) });
    }
}
