using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Store;

public sealed class ShelfTests
{
    private static async Task<StoreRig> ActiveAsync(int version)
    {
        var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(version), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(version, s => s.State == ModelState.Active);
        return rig;
    }

    [Fact]
    public async Task Resolve_VersionOnlyPushed_IsNeverTheLatest()
    {
        await using var rig = new StoreRig().Open();
        await rig.PushAsync(rig.Pack(rig.Make(9)));
        var shelf = new ModelShelf(rig.StoreFolder, rig.Shipped);
        Assert.Equal((1, 1, 1, 9), (Version("tiny"), Version("tiny:latest"), Version("tiny:stable"), Version("tiny:9/full")));
        Assert.Equal("model tiny has no version or label \"beta\"; it has 1, 9", Assert.Throws<ModelException>(() => shelf.Resolve("tiny:beta")).Message);
        Assert.Equal("model tiny has no version 4", Assert.Throws<ModelException>(() => shelf.Resolve("tiny:4")).Message);
        int Version(string reference) => shelf.Resolve(reference).Package.Manifest.Version;
    }

    [Fact]
    public async Task Resolve_DefaultDamaged_TakesTheLastGoodAndWarns()
    {
        await using var rig = await ActiveAsync(2);
        File.AppendAllText(Path.Combine(rig.StoreFolder, "tiny/2/model.onnx"), "x");
        var warnings = new List<string>();
        Assert.Equal(1, new ModelShelf(rig.StoreFolder, rig.Shipped, warnings.Add).Resolve("tiny").Package.Manifest.Version);
        Assert.Equal(2, warnings.Count);
        Assert.StartsWith("tiny: version 2 can't be used: ", warnings[0], StringComparison.Ordinal);
        Assert.Equal("tiny: version 1 is used in its place", warnings[1]);
        Assert.Throws<ModelException>(() => new ModelShelf(rig.StoreFolder, rig.Shipped).Resolve("tiny:2"));
    }

    [Fact]
    public async Task Resolve_PackageGone_TakesTheLastGood()
    {
        await using var rig = await ActiveAsync(2);
        Directory.Delete(Path.Combine(rig.StoreFolder, "tiny/2"), recursive: true);
        Assert.Equal(1, rig.DefaultVersion());
        await rig.ReopenAsync();
        Assert.Equal(1, rig.DefaultVersion());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"default\": { \"version\": 2")]
    [InlineData("nonsense")]
    public async Task Open_DefaultFileDamaged_IsWrittenAgainFromTheJournal(string content)
    {
        await using var rig = await ActiveAsync(2);
        await rig.Store.DisposeAsync();
        File.WriteAllText(Path.Combine(rig.StoreFolder, "tiny/default.json"), content);
        Assert.Equal(1, rig.DefaultVersion());
        rig.Open();
        Assert.Equal(2, rig.DefaultVersion());
        Assert.NotEmpty(rig.Warnings);
    }

    [Fact]
    public async Task Open_JournalCutOrDamaged_KeepsTheRest()
    {
        await using var rig = await ActiveAsync(2);
        await rig.Store.DisposeAsync();
        var journal = Path.Combine(rig.StoreFolder, "journal.ndjson");
        var lines = File.ReadAllLines(journal);
        File.WriteAllText(journal, string.Join('\n', ["{ broken", .. lines]) + "\n" + lines[0][..20]);
        rig.Open();
        Assert.Contains(rig.Warnings, w => w.EndsWith("1 lines can't be read and are passed over", StringComparison.Ordinal));
        Assert.Equal((ModelState.Active, 2), (rig.Store.StatusOf("tiny", 2)!.State, rig.DefaultVersion()));
        await rig.ReopenAsync();
        File.Delete(journal);
        await rig.ReopenAsync();
        Assert.Equal(2, rig.DefaultVersion());
    }

    [Fact]
    public async Task Open_LongJournal_IsShortenedAndTellsTheSame()
    {
        await using var rig = await ActiveAsync(2);
        await rig.Store.DisposeAsync();
        var journal = Path.Combine(rig.StoreFolder, "journal.ndjson");
        var lines = File.ReadAllLines(journal);
        var receiving = lines.First(l => l.Contains("\"receiving\"", StringComparison.Ordinal) || l.Contains("Receiving", StringComparison.Ordinal));
        File.WriteAllLines(journal, [.. Enumerable.Repeat(receiving, (2 << 20) / receiving.Length), .. lines]);
        rig.Open();
        Assert.True(new FileInfo(journal).Length < 1 << 18);
        Assert.Equal((ModelState.Active, 2), (rig.Store.StatusOf("tiny", 2)!.State, rig.DefaultVersion()));
        Assert.NotEmpty(rig.Store.Inspect("tiny:2").History);
    }

    [Fact]
    public async Task Resolve_InstalledAndShippedDiffer_IsRefused()
    {
        await using var rig = await ActiveAsync(2);
        StoreRig.Copy(rig.Make(2, change: p => p.Manifest["description"] = "another").Directory, Path.Combine(rig.Shipped, "tiny/2"));
        Assert.Contains("with different content; remove the installed one or ship another version", Assert.Throws<ModelException>(() => new ModelShelf(rig.StoreFolder, rig.Shipped).Resolve("tiny:2")).Message);
    }
}
