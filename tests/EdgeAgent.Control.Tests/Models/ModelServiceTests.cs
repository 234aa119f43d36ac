using EdgeAgent.Control.V1;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Transaction;
using EdgeAgent.Rpc.Client;
using EdgeAgent.TestKit.Onnx;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Control.Tests.Models;

/// <summary>ModelService over a real socket, on a real store.</summary>
public sealed class ModelServiceTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly QuietBox _box = new();
    private ModelStore _store = null!;
    private TestServer _server = null!;
    private RpcChannel _channel = null!;
    private ModelService.ModelServiceClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        EnergyPackage.Write(_folder["shipped"]);
        var options = new StoreOptions { Directory = _folder["models"], Shipped = _folder["shipped"], Limits = new ArchiveLimits { ReserveBytes = 0 } };
        _store = ModelStore.Open(options, _box, (_, _) => ModelFollowing.Newest, () => _box, new TransactionRules { Look = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, _ => { });
        _server = await TestServer.StartAsync(TestContracts.Make() with { Models = _store });
        _channel = _server.Channel();
        _client = new ModelService.ModelServiceClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private PackedArchive Pack(int version)
    {
        var folder = EnergyPackage.Write(_folder[$"made-{version}"], change: manifest => manifest["version"] = version);
        return PackageArchiveWriter.Pack(folder, _folder[$"{version}.tar.gz"]);
    }

    private async Task<PushResponse> PushAsync(PackedArchive archive, int most = int.MaxValue)
    {
        var open = await _client.OpenUploadAsync(new OpenUploadRequest { Digest = archive.Digest, Size = archive.Bytes });
        using var call = _client.Push();
        await call.RequestStream.WriteAsync(new PushRequest { Header = new PushHeader { Digest = archive.Digest, Offset = open.Offset } });
        var bytes = File.ReadAllBytes(archive.File).AsMemory((int)open.Offset);
        foreach (var chunk in bytes[..Math.Min(most, bytes.Length)].ToArray().Chunk(100))
            await call.RequestStream.WriteAsync(new PushRequest { Chunk = ByteString.CopyFrom(chunk) });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    private async Task<ModelStatus> UntilAsync(int version, ModelState state)
    {
        using var call = _client.WatchState(new WatchModelStateRequest { Name = "energy" });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            if (call.ResponseStream.Current.Status is { } status && status.Model.Version == version && status.State == state) return status;
        throw new InvalidOperationException("the watch ended");
    }

    [Fact]
    public async Task Push_InPartsThenActivateRollBackRemove_DoesEachAndTellsWho()
    {
        var archive = Pack(2);
        var part = await PushAsync(archive, 250);
        Assert.Equal((250, ModelState.Receiving, null), (part.Received, part.State, part.Model));
        var whole = await PushAsync(archive);
        Assert.Equal((archive.Bytes, ModelState.Verified, "energy", 2, archive.Package.Digest), (whole.Received, whole.State, whole.Model.Name, whole.Model.Version, whole.Model.Digest));
        Assert.Equal(2, (await _client.OpenUploadAsync(new OpenUploadRequest { Digest = archive.Digest, Size = archive.Bytes })).Model.Version);

        await _client.StageAsync(new StageModelRequest { Model = "energy:2" });
        Assert.Equal("full", (await UntilAsync(2, ModelState.Staged)).Variant);
        await _client.ActivateAsync(new ActivateModelRequest { Model = "energy:2" });
        Assert.Equal("no pipeline uses it now", (await UntilAsync(2, ModelState.Active)).Reason);
        var listed = await _client.ListAsync(new ListModelsRequest());
        Assert.Equal([(1, ModelState.Retired, true), (2, ModelState.Active, false)], listed.Models.Select(m => (m.Model.Version, m.State, m.LastGood)));

        var back = await _client.RollbackAsync(new RollbackModelRequest { Name = "energy", Reason = "hears ships" });
        Assert.Equal((1, ModelState.Active), (back.Status.Model.Version, back.Status.State));
        var details = await _client.InspectAsync(new InspectModelRequest { Model = "energy:2" });
        Assert.Equal((ModelState.RolledBack, "hears ships"), (details.History[^1].To, details.History[^1].Reason));
        Assert.StartsWith("uid:", details.History[^1].Identity, StringComparison.Ordinal);
        Assert.Contains("\"energy\"", details.Manifest, StringComparison.Ordinal);
        Assert.All(details.Findings, finding => Assert.True(finding.Passed, finding.Detail));
        Assert.True((await _client.RemoveAsync(new RemoveModelRequest { Name = "energy", Version = 2 })).FreedBytes > 0);
    }

    [Fact]
    public async Task Push_LinkCutInTheMiddle_GoesOnWithWhatArrived()
    {
        var archive = Pack(3);
        var bytes = File.ReadAllBytes(archive.File);
        await _client.OpenUploadAsync(new OpenUploadRequest { Digest = archive.Digest, Size = archive.Bytes });
        using (var cut = new CancellationTokenSource())
        using (var call = _client.Push(new CallOptions(cancellationToken: cut.Token)))
        {
            await call.RequestStream.WriteAsync(new PushRequest { Header = new PushHeader { Digest = archive.Digest } });
            await call.RequestStream.WriteAsync(new PushRequest { Chunk = ByteString.CopyFrom(bytes, 0, 100) });
            await Until.HoldsAsync(() => _store.List("energy").Concat(_store.List()).Any(s => s.Bytes == 100), "the part has come");
            await cut.CancelAsync();
            await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);
        }

        // The box may still hold the cut call for a moment.
        PushResponse? whole = null;
        await Until.HoldsAsync(
            async () =>
            {
                try
                {
                    whole = await PushAsync(archive);
                    return true;
                }
                catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
                {
                    return false;
                }
            },
            "the box has let go of the call that was cut");

        Assert.Equal(ModelState.Verified, whole!.State);
    }

    [Fact]
    public async Task Calls_ThatCannotBe_EndWithTheirStatusAndSentence()
    {
        async Task<(StatusCode, string)> Fails(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)) is var error ? (error.StatusCode, error.Status.Detail) : default;
        Assert.Equal(StatusCode.InvalidArgument, (await Fails(async () => await _client.OpenUploadAsync(new OpenUploadRequest { Digest = "x", Size = 100 }))).Item1);
        Assert.Equal(StatusCode.ResourceExhausted, (await Fails(async () => await _client.OpenUploadAsync(new OpenUploadRequest { Digest = "sha256:" + new string('0', 64), Size = 1L << 50 }))).Item1);
        Assert.Equal((StatusCode.NotFound, "there is no model \"whale\"; there are energy"), await Fails(async () => await _client.StageAsync(new StageModelRequest { Model = "whale" })));
        Assert.Equal(StatusCode.FailedPrecondition, (await Fails(async () => await _client.RemoveAsync(new RemoveModelRequest { Name = "energy", Version = 1 }))).Item1);
        Assert.Equal(StatusCode.InvalidArgument, (await Fails(async () => await _client.ActivateAsync(new ActivateModelRequest { Model = "energy:1", ShadowMinutes = -1 }))).Item1);
        Assert.Equal((StatusCode.InvalidArgument, "the first message of a push is its header"), await Fails(async () =>
        {
            using var call = _client.Push();
            await call.RequestStream.WriteAsync(new PushRequest { Chunk = ByteString.CopyFromUtf8("x") });
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }));
        Assert.Equal(StatusCode.NotFound, (await Fails(async () =>
        {
            using var call = _client.Push();
            await call.RequestStream.WriteAsync(new PushRequest { Header = new PushHeader { Digest = "sha256:" + new string('0', 64) } });
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        })).Item1);
    }

    [Fact]
    public async Task WatchState_Begins_WithWhatIsThereAndItsMark()
    {
        using var stop = new CancellationTokenSource();
        using var call = _client.WatchState(new WatchModelStateRequest(), new CallOptions(cancellationToken: stop.Token));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(("energy", ModelState.Active, true), (call.ResponseStream.Current.Status.Model.Name, call.ResponseStream.Current.Status.State, call.ResponseStream.Current.CaughtUp));
        await stop.CancelAsync();
    }
}
