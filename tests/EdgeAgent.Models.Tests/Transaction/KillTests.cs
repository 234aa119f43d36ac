using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Transaction;

/// <summary>kill -9 at every boundary of the store: whatever comes next finds a model that works and exactly one default.</summary>
public sealed class KillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private sealed record Run(int ExitCode, IReadOnlyList<string> Lines)
    {
        public IEnumerable<string> Points => Lines.Where(l => l.StartsWith("at ", StringComparison.Ordinal)).Select(l => l[3..]);

        public long Sent => Lines.Where(l => l.StartsWith("sent ", StringComparison.Ordinal)).Sum(l => long.Parse(l[5..], CultureInfo.InvariantCulture));
    }

    private static async Task<Run> WorkAsync(StoreRig rig, string store, PackedArchive archive, string point, int at, int cuts = 0, string end = "return")
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "EdgeAgent.ModelsWorker.dll");
        string[] arguments = [worker, store, rig.Shipped, archive.File, point, at.ToString(CultureInfo.InvariantCulture), cuts.ToString(CultureInfo.InvariantCulture), end];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True((await errors).Length == 0, await errors);
            return new Run(process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Kill_AtEveryBoundary_LeavesAWorkingModelAndOneDefault()
    {
        await using var rig = new StoreRig();
        using var stores = new TemporaryFolder();
        var archive = rig.Pack(rig.Make(2));
        var whole = await WorkAsync(rig, stores["whole"], archive, "any", 0);
        Assert.Equal((0, "done"), (whole.ExitCode, whole.Lines[^1]));
        string[] points = [.. whole.Points];
        Assert.Subset(points.ToHashSet(), new HashSet<string>
        {
            "offer.renamed", "upload.chunk", "upload.complete", "unpack.file", "install.before", "install.renamed", "install.after",
            "journal.receiving.after", "journal.verified.before", "journal.verified.written", "journal.staged.after", "journal.probation.after", "journal.active.before",
            "journal.active.after", "journal.rolled-back.after", "journal.retired.after", "default.before", "default.written", "default.renamed", "default.after", "remove.before", "remove.renamed", "remove.after",
        });

        // Each on a store of its own; waiting for starts and disks, a few at a time cost no more than one.
        await Parallel.ForEachAsync(Enumerable.Range(1, points.Length), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (at, _) =>
            await KillAtAsync(rig, stores[$"kill-{at}"], archive, points[..at]));
    }

    private static async Task KillAtAsync(StoreRig rig, string store, PackedArchive archive, string[] points)
    {
        var killed = await WorkAsync(rig, store, archive, "any", points.Length);
        Assert.Equal(137, killed.ExitCode);
        Assert.Equal(points, killed.Points);

        // Before anything is put right: the model that is there works, and only a default that was written whole counts.
        var where = $"killed at {points[^1]} ({points.Length})";
        var activated = points.Count(point => point == "default.renamed") == 1;
        var model = new ModelShelf(store, rig.Shipped).Resolve("tiny");
        Assert.True(model.Package.Manifest.Version == (activated ? 2 : 1), $"{where}: version {model.Package.Manifest.Version}");
        foreach (var file in Directory.GetFiles(store, "default.json", SearchOption.AllDirectories)) JsonDocument.Parse(await File.ReadAllBytesAsync(file)).Dispose();

        var again = await WorkAsync(rig, store, archive, "any", 0);
        Assert.True(again is { ExitCode: 0, Lines: [.., "done"] }, $"{where}: {string.Join('\n', again.Lines)}");
        Assert.Equal(1, new ModelShelf(store, rig.Shipped).Resolve("tiny").Package.Manifest.Version);
        Assert.False(Directory.Exists(Path.Combine(store, "tiny/2")), where);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(store, ".incoming")));
        Assert.True(!Directory.Exists(Path.Combine(store, ".unpack")) || !Directory.EnumerateFileSystemEntries(Path.Combine(store, ".unpack")).Any(), where);
    }

    [Fact]
    public async Task Push_300MegabytesCutFiveTimesAndKilledTwice_SendsAtMostATenthTwice()
    {
        await using var rig = new StoreRig();
        using var stores = new TemporaryFolder();
        var weights = new byte[300_000_000];
        new Random(9).NextBytes(weights);
        var archive = rig.Pack(rig.Make(2, change: p =>
        {
            p.File("weights", weights);
            p.Manifest["files"] = new System.Text.Json.Nodes.JsonObject { ["weights"] = Convert.ToHexStringLower(SHA256.HashData(weights)) };
        }));
        Assert.True(archive.Bytes > 300_000_000);

        var first = await WorkAsync(rig, stores["store"], archive, "upload.chunk", 70, cuts: 2, end: "keep");
        var second = await WorkAsync(rig, stores["store"], archive, "upload.chunk", 90, cuts: 2, end: "keep");
        var third = await WorkAsync(rig, stores["store"], archive, "none", 0, cuts: 1, end: "keep");

        Assert.Equal((137, 137, 0), (first.ExitCode, second.ExitCode, third.ExitCode));
        Assert.InRange((double)(first.Sent + second.Sent + third.Sent) / archive.Bytes, 1, 1.1);
        Assert.Equal(2, new ModelShelf(stores["store"], rig.Shipped).Resolve("tiny").Package.Manifest.Version);
    }
}
