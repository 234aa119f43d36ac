using EdgeAgent.Pipelines.Evidence.Store;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class RetentionTests
{
    [Fact]
    public void For_RandomFilesLabelsAndNeeds_GivesWhatTheRulesSay()
    {
        var (freed, refused) = (0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var groups = Enumerable.Range(0, random.Next(0, 30)).Select(i => Group(random, i)).ToArray();
            var kept = random.Next(0, 5);
            var coming = Group(random, 99);
            var needed = random.Next(-10, 400);

            var going = Retention.For(groups, needed, kept, coming);

            var expected = Simple(groups, needed, kept, coming);
            Assert.Equal(expected?.Select(g => g.Stem), going?.Select(g => g.Stem));
            if (going is { Count: > 0 }) freed++;
            if (going is null) refused++;
        }

        Assert.True(freed > 500 && refused > 200);
    }

    [Fact]
    public void Expired_RandomFiles_NeverTakesTheNewestOfALabel()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var groups = Enumerable.Range(0, random.Next(0, 30)).Select(i => Group(random, i)).ToArray();
            var kept = random.Next(0, 5);
            var before = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(0, 1000));

            var going = Retention.Expired(groups, before, kept);

            Assert.All(going, g => Assert.True(g.Time < before));
            foreach (var group in groups.Except(going))
            {
                // What stays is young, of relative time, or among the newest of its label.
                var newer = groups.Count(g => !g.IsRecording && (g.Pipeline, g.Label) == (group.Pipeline, group.Label) && string.CompareOrdinal(g.Age, group.Age) > 0);
                Assert.True(group.Time is null || group.Time >= before || (!group.IsRecording && newer < kept));
            }
        }
    }

    // The rule read aloud: one after the other goes, as long as one may.
    private static List<EvidenceGroup>? Simple(EvidenceGroup[] groups, long needed, int kept, EvidenceGroup coming)
    {
        var there = groups.Where(g => g.Stem != coming.Stem).ToList();
        var going = new List<EvidenceGroup>();
        while (needed > 0)
        {
            var next = there.Where(g => g.IsRecording).MinBy(g => g.Age, StringComparer.Ordinal);
            if (next is null && !coming.IsRecording)
                next = there.Where(g => there.Append(coming).Count(o => !o.IsRecording && (o == coming || string.CompareOrdinal(o.Age, g.Age) > 0) && (o.Pipeline, o.Label) == (g.Pipeline, g.Label)) >= kept)
                    .MinBy(g => g.Age, StringComparer.Ordinal);
            if (next is null) return null;
            there.Remove(next);
            going.Add(next);
            needed -= next.Bytes;
        }

        return going;
    }

    private static EvidenceGroup Group(Random random, int number)
    {
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(0, 1000));
        var isRecording = random.Next(4) == 0;
        var isRelative = random.Next(8) == 0;
        var label = isRecording ? "recording" : "abc"[random.Next(3)].ToString();
        var name = isRelative ? $"s{random.Next(0, 9_999_999):D7}.000" : time.ToString("yyyyMMdd'T'HHmmss'.000Z'", System.Globalization.CultureInfo.InvariantCulture);
        return new EvidenceGroup($"p/{(isRecording ? "recordings/" : "")}d/{name}_{label}_{number:D8}", "p", label, isRelative ? null : time, isRecording) { Files = { ["flac"] = random.Next(1, 60) } };
    }
}
