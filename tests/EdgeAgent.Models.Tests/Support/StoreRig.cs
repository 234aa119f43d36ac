using System.Security.Cryptography;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Probation;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Transaction;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>A box with a shipped version 1 of the model <c>tiny</c> that works in the pipeline <c>reef</c>, and a store that a test pushes others to.</summary>
internal sealed class StoreRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly List<TestPackage> _packages = [];
    private readonly string? _store;
    private int _archives;

    /// <param name="store">Folder of the store; null for one of its own.</param>
    public StoreRig(string? store = null)
    {
        _store = store;
        Shipped = _folder.Folder("shipped");
        var first = Make(1);
        Copy(first.Directory, Path.Combine(Shipped, "tiny", "1"));
        First = PackageReader.Open(Path.Combine(Shipped, "tiny", "1"));
        Pipelines.Run("reef", First);
        Options = new StoreOptions { Directory = _store ?? _folder["models"], Shipped = Shipped, Limits = new ArchiveLimits { ReserveBytes = 0 } };
    }

    public string Shipped { get; }

    public ModelPackage First { get; }

    public PipelinesDouble Pipelines { get; } = new();

    public StoreOptions Options { get; set; }

    public TransactionRules Rules { get; set; } = new()
    {
        Look = TimeSpan.FromMilliseconds(1), Note = TimeSpan.Zero, Stage = new StageRules { WindowsPerProbe = 1 }, Probation = new ProbationRules { Seconds = 900 },
    };

    public List<string> Warnings { get; } = [];

    public long? Memory { get; set; } = 4L << 30;

    /// <summary>How a pipeline follows the model.</summary>
    public Func<string, ModelFollowing> Following { get; set; } = _ => ModelFollowing.Newest;

    public ModelStore Store { get; private set; } = null!;

    public string StoreFolder => Options.Directory;

    /// <summary>sigmoid(20 · mean − 10): silence and noise score nothing.</summary>
    public static OnnxModelBuilder Detector(int labels = 2) => new OnnxModelBuilder()
        .Input("waveform", "N", 100)
        .ReduceMean("waveform", "mean", [1], keepDimensions: true)
        .Initializer("weights", [1, labels], [.. Enumerable.Repeat(20f, labels)])
        .MatMul("mean", "weights", "scaled")
        .Constant("bias", -10)
        .Add("scaled", "bias", "logits")
        .Sigmoid("logits", "scores")
        .Output("scores", "N", labels);

    /// <summary>A version of the model in a folder of its own.</summary>
    public TestPackage Make(int version, byte[]? model = null, Action<TestPackage>? change = null)
    {
        var package = new TestPackage(model ?? Detector().Build());
        package.Manifest["version"] = version;
        change?.Invoke(package);
        package.Write();
        _packages.Add(package);
        return package;
    }

    public PackedArchive Pack(TestPackage package) => PackageArchiveWriter.Pack(package.Directory, _folder[$"archive-{_archives++}.tar.gz"]);

    public StoreRig Open(Func<IModelProbe>? probes = null)
    {
        Store = ModelStore.Open(Options, Pipelines, (pipeline, _) => Following(pipeline), probes ?? RealProbe.Create, Rules, TimeProvider.System, warning =>
        {
            lock (Warnings) Warnings.Add(warning);
        }, () => Memory);
        return this;
    }

    public async Task<StoreRig> ReopenAsync()
    {
        await Store.DisposeAsync();
        return Open();
    }

    public Task<ModelStatus> PushAsync(PackedArchive archive) => PushAsync(File.ReadAllBytes(archive.File));

    public async Task<ModelStatus> PushAsync(byte[] archive)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive));
        var (offset, installed) = Store.Offer(new ModelOffer(digest, archive.Length), "tester");
        if (installed is not null) return installed;
        await using var upload = Store.OpenUpload(digest, null);
        await upload.WriteAsync(archive.AsMemory((int)offset), CancellationToken.None);
        return await upload.CompleteAsync(CancellationToken.None);
    }

    /// <summary>Pushes a version that must be taken, and stages it until its end.</summary>
    public async Task<ModelStatus> StageAsync(TestPackage package)
    {
        var pushed = await PushAsync(Pack(package));
        Assert.True(pushed.State == ModelState.Verified, pushed.Reason);
        Store.Stage(pushed.Model.ToString(), null, "tester");
        return await UntilAsync(pushed.Model.Version, status => status.State is ModelState.Staged or ModelState.Rejected);
    }

    /// <summary>Pushes and activates a version; comes back when it is on probation.</summary>
    public async Task<ModelStatus> ProbationAsync(TestPackage package, ActivationOrder? order = null)
    {
        var pushed = await PushAsync(Pack(package));
        Assert.True(pushed.State == ModelState.Verified, pushed.Reason);
        Store.Activate(pushed.Model.ToString(), order ?? new ActivationOrder());
        return await UntilAsync(pushed.Model.Version, status => status.Probation is not null || status.State.IsFinal());
    }

    public async Task<ModelStatus> UntilAsync(int version, Func<ModelStatus, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var status in Store.WatchAsync("tiny", patience.Token))
            if (status?.Model.Version == version && condition(status)) return status;
        throw new InvalidOperationException("the watch ended");
    }

    public int DefaultVersion() => new ModelShelf(StoreFolder, Shipped).Resolve("tiny").Package.Manifest.Version;

    /// <summary>Files that should not be left behind.</summary>
    public IReadOnlyList<string> Leftovers() => [.. new[] { ".unpack", ".incoming" }.Select(name => Path.Combine(StoreFolder, name)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(StoreFolder, "*.partial", SearchOption.AllDirectories))];

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
        foreach (var package in _packages) package.Dispose();
        _folder.Dispose();
    }
}
