using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Transaction;

namespace EdgeAgent.ModelsWorker;

/// <summary>
/// A box that is sent version 2 of the model <c>tiny</c>, activates it, and, when asked, rolls it back and removes it; killed wherever a test says.
/// Arguments: store, shipped repository, archive, name of the boundary or <c>any</c>, which one (0 for none), cuts of the link, <c>keep</c> or <c>return</c>.
/// Lines: <c>at POINT</c>, <c>sent BYTES</c> for each chunk, <c>done</c>.
/// </summary>
internal static class Worker
{
    private const int Chunk = 1 << 20;

    private static readonly Stream Output = Console.OpenStandardOutput();

    // One write a line, so that a kill leaves whole lines only.
    public static void Say(string line)
    {
        lock (Output) Output.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var folder, var shipped, var archive, var point, var at, var cuts, var end]) return 2;
        var options = new StoreOptions
        {
            Directory = folder, Shipped = shipped, Limits = new ArchiveLimits { ReserveBytes = 0 },
            Probe = new KillSwitch(point == "any" ? null : point, int.Parse(at, CultureInfo.InvariantCulture)),
        };
        var rules = new TransactionRules { Look = TimeSpan.FromMilliseconds(1), Stage = new StageRules { WindowsPerProbe = 1, MostSlowdown = 0 }, MostInterruptions = 100 };
        var pipeline = new OnePipeline(new ModelShelf(folder, shipped).Resolve("tiny").Package);
        await using var store = ModelStore.Open(options, pipeline, (_, _) => ModelFollowing.Newest, () => new QuietProbe(), rules, TimeProvider.System, warning => Say($"warning {warning}"), () => 4L << 30);
        store.Resume();
        if (store.StatusOf("tiny", 2) is not { State: ModelState.Active or ModelState.Probation or ModelState.RolledBack or ModelState.Retired }) await ActivateAsync(store, archive, int.Parse(cuts, CultureInfo.InvariantCulture));
        var state = await UntilAsync(store, s => s.State.IsFinal());
        if (end == "return")
        {
            if (state == ModelState.Active) await store.RollBackAsync("tiny", 0, "the test asks for it", null, CancellationToken.None);
            store.Remove("tiny", 2, null);
        }

        Say("done");
        return 0;
    }

    private static async Task ActivateAsync(ModelStore store, string archive, int cuts)
    {
        await PushAsync(store, archive, cuts);
        store.Activate("tiny:2", new ActivationOrder());
    }

    private static async Task PushAsync(ModelStore store, string archive, int cuts)
    {
        using var file = File.OpenRead(archive);
        var offer = new ModelOffer("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file)), file.Length, "tiny", 2);
        var random = new Random(cuts);
        var buffer = new byte[Chunk];
        while (true)
        {
            var (offset, installed) = store.Offer(offer, null);
            if (installed is not null) return;
            file.Position = offset;
            var chunks = cuts-- > 0 ? random.Next(5, 40) : int.MaxValue;
            await using var upload = store.OpenUpload(offer.Digest, null);
            while (chunks-- > 0 && upload.Offset < upload.Size)
            {
                var read = await file.ReadAsync(buffer);
                Say(string.Create(CultureInfo.InvariantCulture, $"sent {read}"));
                await upload.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }

            await upload.CompleteAsync(CancellationToken.None);
        }
    }

    private static async Task<ModelState> UntilAsync(ModelStore store, Func<ModelStatus, bool> condition)
    {
        await foreach (var status in store.WatchAsync("tiny", CancellationToken.None))
            if (status is { Model.Version: 2 } && condition(status)) return status.State;
        throw new InvalidOperationException("the watch ended");
    }
}
