using System.Diagnostics;
using System.Security.Cryptography;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Signing;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Models.Tests.Store;

public sealed class PushTests
{
    private static string DigestOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static ControlRefusedException Refused(Action action) => Assert.Throws<ControlRefusedException>(action);

    [Fact]
    public async Task Push_GoodPackage_IsVerifiedAndNotUsed()
    {
        await using var rig = new StoreRig().Open();
        var packed = rig.Pack(rig.Make(2));
        var status = await rig.PushAsync(packed);

        Assert.Equal((ModelState.Verified, "tiny:2", packed.Package.Digest), (status.State, status.Model.ToString(), status.Model.Digest));
        Assert.Equal(1, rig.DefaultVersion());
        Assert.Equal(["tiny:1 active", "tiny:2 verified"], rig.Store.List().Select(s => $"{s.Model} {s.State.Word()}"));
        Assert.Equal(["digest", "signature", "counter", "archive"], rig.Store.Inspect("tiny:2").Findings.Select(f => f.Check));
        Assert.Empty(rig.Leftovers());
    }

    [Fact]
    public async Task Push_TheSameAgain_IsAnsweredWithoutAByte()
    {
        await using var rig = new StoreRig().Open();
        var packed = rig.Pack(rig.Make(2));
        await rig.PushAsync(packed);
        var (offset, installed) = rig.Store.Offer(new ModelOffer(packed.Digest, packed.Bytes), null);
        Assert.Equal((packed.Bytes, "tiny:2"), (offset, installed!.Model.ToString()));
        await rig.ReopenAsync();
        Assert.NotNull(rig.Store.Offer(new ModelOffer(packed.Digest, packed.Bytes), null).Installed);
    }

    [Fact]
    public async Task Push_CutAndTheAgentStartedAgain_GoesOnFromTheOffset()
    {
        await using var rig = new StoreRig().Open();
        var bytes = File.ReadAllBytes(rig.Pack(rig.Make(2)).File);
        var digest = DigestOf(bytes);
        long sent = 0;
        foreach (var part in new[] { 100, 1, 0, 350 })
        {
            var (offset, _) = rig.Store.Offer(new ModelOffer(digest, bytes.Length), null);
            Assert.Equal(sent, offset);
            await using (var upload = rig.Store.OpenUpload(digest, null))
            {
                await upload.WriteAsync(bytes.AsMemory((int)offset, part), CancellationToken.None);
                Assert.Equal(ModelState.Receiving, (await upload.CompleteAsync(CancellationToken.None)).State);
                sent += part;
            }

            await rig.ReopenAsync();
        }

        Assert.Equal(ModelState.Receiving, Assert.Single(rig.Store.List(), s => s.State == ModelState.Receiving).State);
        Assert.Equal(ModelState.Verified, (await rig.PushAsync(bytes)).State);
    }

    [Fact]
    public async Task Push_OtherBytesThanAnnounced_AreRejectedAndForgotten()
    {
        await using var rig = new StoreRig().Open();
        var bytes = File.ReadAllBytes(rig.Pack(rig.Make(2)).File);
        var digest = DigestOf(bytes);
        bytes[60] ^= 1;
        rig.Store.Offer(new ModelOffer(digest, bytes.Length), null);
        await using (var upload = rig.Store.OpenUpload(digest, null))
        {
            await upload.WriteAsync(bytes, CancellationToken.None);
            var status = await upload.CompleteAsync(CancellationToken.None);
            Assert.Equal(ModelState.Rejected, status.State);
            Assert.Equal($"digest: the archive was announced as {digest}, but what came is {DigestOf(bytes)}; send it again", status.Reason);
        }

        Assert.Empty(rig.Leftovers());
        Assert.Equal(0, rig.Store.Offer(new ModelOffer(digest, bytes.Length), null).Offset);
    }

    [Fact]
    public async Task Push_WrongSizeOrDigest_IsRefusedAtOnce()
    {
        await using var rig = new StoreRig().Open();
        var digest = DigestOf("x"u8);
        Assert.Equal(RefusalKind.Invalid, Refused(() => rig.Store.Offer(new ModelOffer("md5:1", 100), null)).Kind);
        Assert.Equal(RefusalKind.Invalid, Refused(() => rig.Store.Offer(new ModelOffer(digest, 0), null)).Kind);
        Assert.Equal(RefusalKind.NotFound, Refused(() => rig.Store.OpenUpload(digest, null)).Kind);
        rig.Store.Offer(new ModelOffer(digest, 100), null);
        Assert.Equal("the archive was announced with 100 bytes before, and with 101 now; one digest has one size", Refused(() => rig.Store.Offer(new ModelOffer(digest, 101), null)).Message);
        await using var upload = rig.Store.OpenUpload(digest, null);
        Assert.Equal(RefusalKind.NotNow, Refused(() => rig.Store.OpenUpload(digest, null)).Kind);
        await upload.WriteAsync(new byte[60], CancellationToken.None);
        var more = await Assert.ThrowsAsync<ControlRefusedException>(async () => await upload.WriteAsync(new byte[41], CancellationToken.None));
        Assert.Equal("100 bytes were announced, and 101 came; announce the real size", more.Message);
        Assert.Equal(60, upload.Offset);
    }

    [Theory]
    [InlineData(":../song/default")]
    [InlineData("sha256:../song/default")]
    [InlineData("")]
    public async Task OpenUpload_WhatIsNoDigest_IsRefusedAndTouchesNothing(string digest)
    {
        await using var rig = new StoreRig().Open();
        var victim = Path.Combine(rig.StoreFolder, "song", "default.json");
        Directory.CreateDirectory(Path.GetDirectoryName(victim)!);
        Directory.CreateDirectory(Path.Combine(rig.StoreFolder, ".incoming"));
        File.WriteAllText(victim, $$"""{"digest":"{{digest}}","size":100}""");
        Assert.Equal(RefusalKind.Invalid, Refused(() => rig.Store.OpenUpload(digest, null)).Kind);
        Assert.Equal([victim], Directory.GetFiles(Path.GetDirectoryName(victim)!));
    }

    [Fact]
    public async Task List_OfferInAnothersPlace_IsPassedOver()
    {
        await using var rig = new StoreRig().Open();
        var (first, second) = (DigestOf("a"u8), DigestOf("b"u8));
        rig.Store.Offer(new ModelOffer(first, 100), null);
        var incoming = Path.Combine(rig.StoreFolder, ".incoming");
        File.Move(Path.Combine(incoming, first[7..] + ".json"), Path.Combine(incoming, second[7..] + ".json"));
        Assert.Equal(RefusalKind.NotFound, Refused(() => rig.Store.OpenUpload(second, null)).Kind);
        Assert.DoesNotContain(rig.Store.List(), s => s.State == ModelState.Receiving);
    }

    [Fact]
    public async Task Push_NoRoomOrQuota_IsRefusedBeforeTheFirstByte()
    {
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { QuotaBytes = 1_000_000 };
        rig.Open();
        var quota = Refused(() => rig.Store.Offer(new ModelOffer(DigestOf("a"u8), 2_000_000), null));
        Assert.Equal((RefusalKind.Exhausted, "the archive has 2 MB, and the quota is 1 MB; raise Models:QuotaMB"), (quota.Kind, quota.Message));
        Assert.Empty(rig.Leftovers());
        rig.Options = rig.Options with { QuotaBytes = long.MaxValue / 4, Limits = rig.Options.Limits with { UnpackedBytes = long.MaxValue } };
        await rig.ReopenAsync();
        var room = Refused(() => rig.Store.Offer(new ModelOffer(DigestOf("a"u8), 1L << 50), null));
        Assert.Equal(RefusalKind.Exhausted, room.Kind);
        Assert.StartsWith("the archive needs 2251799.81 GB packed and unpacked, and the disk has ", room.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1_000_001)]
    [InlineData(999_950)]
    public async Task Offer_WhatCanNeverFit_IsRefusedAndNothingIsRemoved(long size)
    {
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { QuotaBytes = 1_000_000 };
        rig.Open();
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        rig.Store.Offer(new ModelOffer(DigestOf("parked"u8), 100), null);
        Assert.Equal(RefusalKind.Exhausted, Refused(() => rig.Store.Offer(new ModelOffer(DigestOf("a"u8), size), null)).Kind);
        await using var parked = rig.Store.OpenUpload(DigestOf("parked"u8), null);
        Assert.Empty(rig.Warnings);
    }

    [Fact]
    public async Task Offer_AnnouncedSizes_CountAgainstTheQuota()
    {
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { QuotaBytes = 1_000_000 };
        rig.Open();
        rig.Store.Offer(new ModelOffer(DigestOf("a"u8), 900_000), null);
        await using var upload = rig.Store.OpenUpload(DigestOf("a"u8), null);
        Assert.Equal("the archive has 0.9 MB, and 0.1 MB of the quota of 1 MB are left; remove versions or raise Models:QuotaMB", Refused(() => rig.Store.Offer(new ModelOffer(DigestOf("b"u8), 900_000), null)).Message);
    }

    [Fact]
    public async Task Push_SmallDiskRunsFull_KeepsWhatCameAndGoesOn()
    {
        using var disk = new SmallDisk(3 << 20);
        await using var rig = new StoreRig(disk.Path);
        rig.Open();
        var weights = new byte[1 << 20];
        new Random(1).NextBytes(weights);
        var bytes = File.ReadAllBytes(rig.Pack(rig.Make(2, change: p =>
        {
            p.File("weights", weights);
            p.Manifest["files"] = new System.Text.Json.Nodes.JsonObject { ["weights"] = Convert.ToHexStringLower(SHA256.HashData(weights)) };
        })).File);
        var digest = DigestOf(bytes);
        rig.Store.Offer(new ModelOffer(digest, bytes.Length), null);
        disk.Fill();
        await using (var upload = rig.Store.OpenUpload(digest, null))
        {
            var full = await Assert.ThrowsAsync<ControlRefusedException>(async () => await upload.WriteAsync(bytes, CancellationToken.None));
            Assert.Equal((RefusalKind.Exhausted, "the archive can't be kept: the disk is full; free space or remove versions"), (full.Kind, full.Message));
            Assert.Equal(0, upload.Offset);
            disk.Free();
            await upload.WriteAsync(bytes, CancellationToken.None);
            disk.Fill();
            var unpacking = await Assert.ThrowsAsync<ControlRefusedException>(async () => await upload.CompleteAsync(CancellationToken.None));
            Assert.Equal(RefusalKind.Exhausted, unpacking.Kind);
        }

        Assert.Empty(Directory.Exists(Path.Combine(disk.Path, ".unpack")) ? Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, ".unpack")) : []);
        disk.Free();
        Assert.Equal(ModelState.Verified, (await rig.PushAsync(bytes)).State);
    }

    [Fact]
    public async Task Push_UnsignedOrForeign_IsRejectedWithItsSentence()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs the openssl program");
        await using var rig = new StoreRig();
        using var keys = new TemporaryFolder();
        foreach (var name in new[] { "good", "bad" })
        {
            using var program = Process.Start("/usr/bin/openssl", ["genpkey", "-algorithm", "ed25519", "-out", keys[name]]);
            program.WaitForExit();
        }

        var good = Interop.Crypto.Ed25519.PublicKeyOf(KeyFiles.ReadPrivate(keys["good"]));
        rig.Options = rig.Options with { Signatures = new SignaturePolicy([good], Required: true) };
        rig.Open();
        Assert.StartsWith("signature: the package is not signed", (await rig.PushAsync(rig.Pack(rig.Make(2)))).Reason);
        var foreign = rig.Make(3);
        PackageSigner.Sign(foreign.Directory, keys["bad"]);
        Assert.EndsWith("which is none of Models:TrustedKeys", (await rig.PushAsync(rig.Pack(foreign))).Reason);
        var own = rig.Make(4);
        PackageSigner.Sign(own.Directory, keys["good"]);
        Assert.Equal(ModelState.Verified, (await rig.PushAsync(rig.Pack(own))).State);
        own.File("labels.txt", "humpback\nother \n");
        own.Manifest["version"] = 5;
        own.Write();
        Assert.StartsWith("signature: the signature is not that of this manifest", (await rig.PushAsync(rig.Pack(own))).Reason);
        Assert.Equal(["tiny:1 active", "tiny:2 rejected", "tiny:3 rejected", "tiny:4 verified", "tiny:5 rejected"], rig.Store.List().Select(s => $"{s.Model} {s.State.Word()}"));
        Assert.Empty(rig.Leftovers());
    }

    [Fact]
    public async Task Push_SameVersionWithOtherContent_IsRejectedAndTheFirstStays()
    {
        await using var rig = new StoreRig().Open();
        var first = await rig.PushAsync(rig.Pack(rig.Make(2)));
        var other = await rig.PushAsync(rig.Pack(rig.Make(2, change: p => p.Manifest["description"] = "another")));
        Assert.StartsWith("version: tiny:2 is here already with other content", other.Reason);
        var shipped = await rig.PushAsync(rig.Pack(rig.Make(1, change: p => p.Manifest["description"] = "another")));
        Assert.StartsWith("version: tiny:1 is here already with other content", shipped.Reason);
        Assert.Equal(first.Model, rig.Store.StatusOf("tiny", 2)!.Model);
        Assert.Equal(ModelState.Verified, rig.Store.StatusOf("tiny", 2)!.State);
    }

    [Fact]
    public async Task Push_NotWhatWasAnnounced_IsRejected()
    {
        await using var rig = new StoreRig().Open();
        var packed = rig.Pack(rig.Make(2));
        rig.Store.Offer(new ModelOffer(packed.Digest, packed.Bytes, "tiny", 3), null);
        await using var upload = rig.Store.OpenUpload(packed.Digest, null);
        await upload.WriteAsync(File.ReadAllBytes(packed.File), CancellationToken.None);
        Assert.Equal("manifest: tiny:3 was announced, but the archive holds tiny:2", (await upload.CompleteAsync(CancellationToken.None)).Reason);
    }

    [Fact]
    public async Task Offer_ManyUploadsOrFullQuota_LetTheOldestIdleOneGo()
    {
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { Uploads = 2 };
        rig.Open();
        string[] digests = [.. "abc".Select(c => DigestOf([(byte)c]))];
        rig.Store.Offer(new ModelOffer(digests[0], 100), null);
        File.SetLastWriteTimeUtc(Directory.GetFiles(Path.Combine(rig.StoreFolder, ".incoming"), "*.json")[0], DateTime.UnixEpoch);
        rig.Store.Offer(new ModelOffer(digests[1], 100), null);
        await using var open = rig.Store.OpenUpload(digests[1], null);
        rig.Store.Offer(new ModelOffer(digests[2], 100), null);
        Assert.Equal(RefusalKind.NotFound, Refused(() => rig.Store.OpenUpload(digests[0], null)).Kind);
        await using var third = rig.Store.OpenUpload(digests[2], null);
        Assert.Equal(RefusalKind.NotNow, Refused(() => rig.Store.Offer(new ModelOffer(digests[0], 100), null)).Kind);
    }

    [Theory]
    [InlineData("journal.ndjson")]
    [InlineData("journal.ndjson.partial")]
    public async Task Push_NameOfTheStoresOwnFiles_IsRejected(string name)
    {
        await using var rig = new StoreRig().Open();
        var status = await rig.PushAsync(rig.Pack(rig.Make(2, change: p => p.Manifest["name"] = name)));
        Assert.Equal($"manifest: no package can be called {name}, the store has files of that name; call it something else", status.Reason);
        Assert.Equal(RefusalKind.Invalid, Refused(() => rig.Store.Offer(new ModelOffer(DigestOf("a"u8), 100, "../x", 1), null)).Kind);
    }

    [Fact]
    public async Task Open_ByASecondProcess_IsRefused()
    {
        await using var rig = new StoreRig().Open();
        var error = Assert.Throws<Core.Models.ModelException>(() => new ModelLedger(rig.Options, TimeProvider.System, _ => { }));
        Assert.Equal($"the model store {rig.StoreFolder} is in use by another process; stop that first", error.Message);
    }

    [Fact]
    public async Task Push_Bomb_LeavesNothing()
    {
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { Limits = new ArchiveLimits { ReserveBytes = 0, FreeBytes = 1000, Ratio = 5 } };
        rig.Open();
        var zeros = new byte[1 << 20];
        var status = await rig.PushAsync(rig.Pack(rig.Make(2, change: p =>
        {
            p.File("zeros", zeros);
            p.Manifest["files"] = new System.Text.Json.Nodes.JsonObject { ["zeros"] = Convert.ToHexStringLower(SHA256.HashData(zeros)) };
        })));
        Assert.StartsWith("archive: the archive would unpack to ", status.Reason);
        Assert.Empty(rig.Leftovers());
        Assert.False(Directory.Exists(Path.Combine(rig.StoreFolder, "tiny")));
    }
}
