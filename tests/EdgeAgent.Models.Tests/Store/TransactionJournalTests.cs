using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Tests.Store;

public sealed class TransactionJournalTests
{
    [Fact]
    public void Append_ManyLongLines_StaysShortAndForgetsNoVersion()
    {
        using var folder = new TemporaryFolder();
        var path = folder["journal.ndjson"];
        using (var journal = new TransactionJournal(path, new StoreFiles(null)))
        {
            journal.Append(Line(1, null));
            for (var i = 0; i < 1500; i++)
            {
                journal.Append(Line(0, $"archive {i}"));
                Assert.InRange(new FileInfo(path).Length, 1, 3 << 20);
            }

            journal.Append(Line(2, null));
            Assert.NotNull(journal.Last("tiny", 1));
        }

        using var again = new TransactionJournal(path, new StoreFiles(null));
        Assert.Equal((0, true, true), (again.Unreadable, again.Last("tiny", 1) is not null, again.Last("tiny", 2) is not null));
        Assert.Equal("archive 1499", again.Lines[^2].Archive);
    }

    private static JournalLine Line(int version, string? archive) => new()
    {
        Time = DateTimeOffset.UnixEpoch, Model = version == 0 ? "" : "tiny", Version = version, State = ModelState.Receiving, Archive = archive, Reason = new string('r', 2000),
    };
}
