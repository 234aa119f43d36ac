using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>Turns an archive that has arrived into an installed version, or refuses it and leaves nothing.</summary>
internal sealed class ModelInstaller(ModelLedger ledger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Checks digest, archive, signature, counter and manifest, and installs.</summary>
    /// <param name="upload">The whole archive.</param>
    /// <param name="identity">Who sent it.</param>
    /// <param name="cancellation">Gives up; the archive stays and can be completed later.</param>
    /// <returns>The line that was written: verified, or rejected with the reason.</returns>
    /// <exception cref="ControlRefusedException">The disk refuses; the archive stays.</exception>
    public async Task<JournalLine> InstallAsync(UploadFile upload, string? identity, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Hashing and unpacking hundreds of megabytes belongs on no caller's thread.
            return await Task.Run(() => Install(upload, identity, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private JournalLine Install(UploadFile upload, string? identity, CancellationToken cancellation)
    {
        var folder = Path.Combine(ledger.Paths.Unpack, Guid.NewGuid().ToString("N"));
        var arrived = new Arrival(upload.Offer);
        try
        {
            if (upload.Differs() is { } actual)
                throw new PackageRejectedException("digest", $"the archive was announced as {upload.Offer.Digest}, but what came is {actual}; send it again");
            arrived.Passed("digest", $"{ByteText.Of(upload.Length)} have the announced digest");
            StoreFiles.MakeFolder(folder);
            var unpacker = new PackageUnpacker(folder, ledger.Options.Limits, () => ledger.Files.Reached("unpack.file"));
            var unpacked = unpacker.Unpack(upload.Rewind(), package => Judge(package, arrived), cancellation);
            arrived.Passed("archive", $"{ByteText.Of(StoreFiles.BytesOf(folder))} unpacked, every file has the hash that the manifest states");
            Opens(folder, unpacked.Digest);
            return Place(folder, arrived, identity);
        }
        catch (PackageRejectedException refusal)
        {
            StoreFiles.DeleteFolder(folder);
            return Reject(arrived, refusal, identity);
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            StoreFiles.DeleteFolder(folder);
            throw StoreFiles.Refuse("the package can't be installed", error);
        }
        catch (OperationCanceledException)
        {
            StoreFiles.DeleteFolder(folder);
            throw;
        }
    }

    private void Judge(UnpackedPackage package, Arrival arrived)
    {
        var (manifest, offer) = (package.Manifest, arrived.Offer);
        arrived.Model = new ModelVersionKey(manifest.Name, manifest.Version, package.Digest);
        if (StorePaths.IsReserved(manifest.Name)) throw new PackageRejectedException("manifest", $"no package can be called {manifest.Name}, the store has files of that name; call it something else");
        if (offer.Name.Length > 0 && offer.Name != manifest.Name || offer.Version > 0 && offer.Version != manifest.Version)
            throw new PackageRejectedException("manifest", $"{offer.Name}:{offer.Version} was announced, but the archive holds {arrived.Model}");
        if (ledger.Options.Signatures.Refuses(package.Canonical, package.Signature) is { } unsigned) throw new PackageRejectedException("signature", unsigned);
        arrived.Passed("signature", package.Signature is null ? "the package is not signed, and this box does not ask for it" : $"signed with the key {Convert.ToBase64String([.. package.Signature.PublicKey])}");
        lock (ledger.Gate)
        {
            var recorded = ledger.Defaults.Read(manifest.Name)?.SecurityCounter ?? 0;
            if (manifest.SecurityCounter < recorded)
                throw new PackageRejectedException("counter", $"{arrived.Model} has the security counter {manifest.SecurityCounter}, but this box has used {recorded}; it may bring back a weakness that was mended: take a newer version");
            arrived.Passed("counter", $"security counter {manifest.SecurityCounter}, {recorded} was used before");
            if (ledger.Shelf.Find(manifest.Name, manifest.Version) is { Package: { } there } && there.Digest != package.Digest)
                throw new PackageRejectedException("version", $"{arrived.Model} is here already with other content ({there.Digest}); give the new one a higher version");
        }
    }

    private static void Opens(string folder, string digest)
    {
        try
        {
            if (PackageReader.Peek(folder).Digest != digest) throw new PackageRejectedException("manifest", "the package changed while it was unpacked; push it again");
        }
        catch (ModelException error)
        {
            throw new PackageRejectedException("manifest", error.Message.Replace(folder, "the package", StringComparison.Ordinal).ReplaceLineEndings(" "), error);
        }
    }

    private JournalLine Place(string folder, Arrival arrived, string? identity)
    {
        lock (ledger.Gate)
        {
            var model = arrived.Model!;
            var there = ledger.Shelf.Find(model.Name, model.Version);
            if (there is { Package: null, IsShipped: false }) ledger.Remove(there);
            if (there?.Package is null) ledger.Files.Place(folder, ledger.Paths.Package(model.Name, model.Version));
            else StoreFiles.DeleteFolder(folder);

            // A version that is here already keeps its state, and the archive is known to be it from now on.
            var last = ledger.Journal.Last(model.Name, model.Version);
            var line = ledger.Line(model, ModelState.Verified, null, identity) with { Archive = arrived.Offer.Digest, Findings = arrived.Findings };
            if (there?.Package is null || last is null || last.State is ModelState.Receiving or ModelState.Rejected) ledger.Record(line);
            else if (last.Archive != arrived.Offer.Digest) ledger.Record(last with { Time = ledger.Now, Archive = arrived.Offer.Digest });
            ledger.Uploads.Forget(arrived.Offer.Digest);
            return line;
        }
    }

    private JournalLine Reject(Arrival arrived, PackageRejectedException refusal, string? identity)
    {
        lock (ledger.Gate)
        {
            // The version that is here is another one: its line stays the last of that version.
            var model = arrived.Model ?? new ModelVersionKey(arrived.Offer.Name, arrived.Offer.Version, "");
            var taken = model.Version > 0 && ledger.Shelf.Find(model.Name, model.Version) is not null;
            var line = ledger.Line(taken ? new ModelVersionKey("", 0, model.Digest) : model, ModelState.Rejected, $"{refusal.Gate}: {refusal.Message}", identity) with
            {
                Archive = arrived.Offer.Digest,
                Findings = [.. arrived.Findings, new ModelFinding(refusal.Gate, false, refusal.Message)],
            };
            ledger.Record(line);
            ledger.Uploads.Forget(arrived.Offer.Digest);
            return line with { Model = model.Name, Version = model.Version };
        }
    }

    /// <summary>What is known of an archive so far.</summary>
    private sealed class Arrival(ModelOffer offer)
    {
        public ModelOffer Offer { get; } = offer;

        public ModelVersionKey? Model { get; set; }

        public List<ModelFinding> Findings { get; } = [];

        public void Passed(string gate, string detail) => Findings.Add(new ModelFinding(gate, true, detail));
    }
}
