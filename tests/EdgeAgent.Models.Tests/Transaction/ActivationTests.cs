using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Transaction;

namespace EdgeAgent.Models.Tests.Transaction;

public sealed class ActivationTests
{
    [Fact]
    public async Task Activate_GoodVersion_IsTheDefaultAfterItsProbation()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Set(rig.First.Digest, 86400, 96);
        var trial = await rig.ProbationAsync(rig.Make(2));
        Assert.Equal((ModelState.Probation, 2, 1), (trial.State, rig.Pipelines.VersionOf("reef"), rig.DefaultVersion()));
        Assert.Equal(["canary"], trial.Labels);

        rig.Pipelines.Set(trial.Model.Digest, 900, 1);
        var active = await rig.UntilAsync(2, s => s.State == ModelState.Active);
        Assert.Equal("4 events an hour against 4 before (p = 1E+0)", active.Reason);
        Assert.Equal(["latest", "stable"], active.Labels);
        Assert.Equal(["reef"], active.Pipelines);
        Assert.Equal(2, rig.DefaultVersion());
        Assert.Equal((ModelState.Retired, true), (rig.Store.StatusOf("tiny", 1)!.State, rig.Store.StatusOf("tiny", 1)!.IsLastGood));
        Assert.Equal([null, ModelState.Receiving, ModelState.Verified, ModelState.Staged, ModelState.Probation, ModelState.Active], new ModelState?[] { null, ModelState.Receiving }.Concat(rig.Store.Inspect("tiny:2").History.Select(h => (ModelState?)h.To).Distinct()));
    }

    [Fact]
    public async Task Activate_TenTimesTheEvents_RollsBackWithTheReason()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Set(rig.First.Digest, 86400, 96);
        var trial = await rig.ProbationAsync(rig.Make(2));
        rig.Pipelines.Set(trial.Model.Digest, 900, 12);
        var gone = await rig.UntilAsync(2, s => s.State == ModelState.RolledBack);
        Assert.StartsWith("it gives 48 events an hour against 4 before", gone.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (rig.Pipelines.VersionOf("reef"), rig.DefaultVersion()));
        Assert.Equal(ModelState.Active, rig.Store.StatusOf("tiny", 1)!.State);
    }

    [Fact]
    public async Task Activate_SessionFails_RollsBack()
    {
        await using var rig = new StoreRig().Open();
        var trial = await rig.ProbationAsync(rig.Make(2));
        rig.Pipelines.Failures = 5;
        rig.Pipelines.Set(trial.Model.Digest, 3, 0);
        Assert.Equal("it failed on 5 of 60 windows", (await rig.UntilAsync(2, s => s.State == ModelState.RolledBack)).Reason);
    }

    [Fact]
    public async Task Activate_APipelineWentBackByItself_RollsBackEverywhere()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Run("lagoon", rig.First);
        await rig.ProbationAsync(rig.Make(2));
        rig.Pipelines.Run("lagoon", rig.First);
        Assert.Equal("its session broke: lagoon does not run it any more", (await rig.UntilAsync(2, s => s.State == ModelState.RolledBack)).Reason);
        Assert.Equal((1, 1), (rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
    }

    [Fact]
    public async Task Activate_PipelineThatFollowsStable_TakesItWhenItHasPassed()
    {
        await using var rig = new StoreRig { Following = pipeline => pipeline == "lagoon" ? ModelFollowing.Stable : ModelFollowing.Newest }.Open();
        rig.Pipelines.Run("lagoon", rig.First);
        rig.Pipelines.Set(rig.First.Digest, 86400, 96);
        var trial = await rig.ProbationAsync(rig.Make(2));
        Assert.Equal((2, 1), (rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));

        rig.Pipelines.Set(trial.Model.Digest, 900, 1);
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        Assert.Equal((2, 2), (rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
        Assert.Equal(["lagoon accepted", "reef accepted"], rig.Pipelines.Calls.Skip(2).Order());
    }

    [Fact]
    public async Task Activate_WhoFollowsStableRefusesWhatHasPassed_NobodyIsLeftOnIt()
    {
        await using var rig = new StoreRig { Following = pipeline => pipeline == "lagoon" ? ModelFollowing.Stable : ModelFollowing.Newest }.Open();
        rig.Pipelines.Run("lagoon", rig.First);
        rig.Pipelines.Refuses = request => request.Pipeline == "lagoon" && request.Package.Manifest.Version == 2 ? "its sound card is gone" : null;
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        var gone = await rig.UntilAsync(2, s => s.State == ModelState.RolledBack);
        Assert.Equal("lagoon did not take it after its probation: its sound card is gone", gone.Reason);
        Assert.Equal((1, 1, 1), (rig.DefaultVersion(), rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
    }

    [Fact]
    public async Task Activate_AllFollowStable_TheyTryItThemselves()
    {
        await using var rig = new StoreRig { Following = _ => ModelFollowing.Stable }.Open();
        await rig.ProbationAsync(rig.Make(2));
        Assert.Equal(2, rig.Pipelines.VersionOf("reef"));
    }

    [Fact]
    public async Task Activate_OnePipelineRefuses_NoneIsLeftOnTheNewVersion()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Run("lagoon", rig.First);
        rig.Pipelines.Refuses = request => request.Pipeline == "reef" && request.Package.Manifest.Version == 2 ? "its sound card is gone" : null;
        var status = await rig.ProbationAsync(rig.Make(2));
        Assert.Equal((ModelState.RolledBack, "reef did not switch: its sound card is gone"), (status.State, status.Reason));
        Assert.Equal(["lagoon → 2", "reef → 2", "lagoon → 1"], rig.Pipelines.Calls);
    }

    [Fact]
    public async Task Activate_WithShadowAndShare_GoesThroughBoth()
    {
        await using var rig = new StoreRig().Open();
        var pushed = await rig.PushAsync(rig.Pack(rig.Make(2)));
        rig.Store.Activate("tiny:2", new ActivationOrder { Shadow = TimeSpan.FromMinutes(10), Share = 0.25, Label = "beta" });
        var shadow = await rig.UntilAsync(2, s => s.State == ModelState.Shadow && s.Progress is not null);
        Assert.Contains("humpback: both 7, only the shadow 3, only the working version 2 windows", shadow.Reason, StringComparison.Ordinal);
        Assert.Equal(1, rig.Pipelines.VersionOf("reef"));
        Assert.DoesNotContain("beta", shadow.Labels);
        rig.Pipelines.Set(pushed.Model.Digest, 600, 0);
        await rig.UntilAsync(2, s => s.Probation is not null);
        Assert.Equal(["reef + 2 shadow", "reef + 2 trial 0.25"], rig.Pipelines.Calls);
        rig.Pipelines.Set(pushed.Model.Digest, 86400, 0);
        var active = await rig.UntilAsync(2, s => s.State == ModelState.Active);
        Assert.Equal(("rate untested: 0 events are too few to compare", 2, false), (active.Reason, rig.Pipelines.VersionOf("reef"), rig.Pipelines.IsBeside("reef")));
        Assert.Equal(["beta", "latest", "stable"], active.Labels.Order());
        Assert.Equal(2, new ModelShelf(rig.StoreFolder, rig.Shipped).Resolve("tiny:beta").Package.Manifest.Version);
    }

    [Fact]
    public async Task RollBack_DuringProbation_EndsItAtOnce()
    {
        await using var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(2));
        var status = await rig.Store.RollBackAsync("tiny", 0, "the ship complains", "anna", CancellationToken.None);
        Assert.Equal("tiny:1", status.Model.ToString());
        var gone = rig.Store.StatusOf("tiny", 2)!;
        Assert.Equal((ModelState.RolledBack, "the ship complains", 1), (gone.State, gone.Reason, rig.Pipelines.VersionOf("reef")));
        Assert.Equal("anna", rig.Store.Inspect("tiny:2").History[^1].Identity);
    }

    [Fact]
    public async Task RollBack_WhoAskedGoesAway_IsCarriedThroughInEveryPipeline()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Run("lagoon", rig.First);
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        using var client = new CancellationTokenSource();
        var (reached, goOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        rig.Pipelines.Delays = () =>
        {
            reached.TrySetResult();
            return goOn.Task;
        };

        // The first pipeline is about to switch when the one who asked goes; it goes on only after his call has ended.
        var asked = rig.Store.RollBackAsync("tiny", 0, null, null, client.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var duringReturn = Assert.Throws<ControlRefusedException>(() => rig.Store.Activate("tiny:1", new ActivationOrder())).Message;
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        goOn.SetResult();
        await rig.UntilAsync(2, s => s.State == ModelState.RolledBack);
        Assert.Equal((1, 1, 1), (rig.DefaultVersion(), rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
        Assert.Equal("tiny is being rolled back just now; wait for its end", duringReturn);
    }

    [Fact]
    public async Task RollBack_ASwitchThrows_NoPipelineIsLeftOnTheOtherVersion()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Run("lagoon", rig.First);
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        rig.Pipelines.Refuses = request => request.Pipeline == "reef" ? throw new InvalidOperationException("odd") : null;
        var refusal = await Assert.ThrowsAsync<ControlRefusedException>(() => rig.Store.RollBackAsync("tiny", 0, null, null, CancellationToken.None));
        Assert.Equal("reef did not switch to tiny:1: odd", refusal.Message);
        Assert.Equal((2, 2, 2), (rig.DefaultVersion(), rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
    }

    [Fact]
    public async Task RollBack_PipelineLeftOnAnotherVersion_ReturnsItToTheDefault()
    {
        await using var rig = new StoreRig().Open();
        var package = rig.Make(2);
        await rig.PushAsync(rig.Pack(package));
        rig.Pipelines.Run("reef", rig.Store.Shelf.Open("tiny", 2));
        Assert.Equal("tiny:1", (await rig.Store.RollBackAsync("tiny", 0, null, null, CancellationToken.None)).Model.ToString());
        Assert.Equal((1, 1), (rig.DefaultVersion(), rig.Pipelines.VersionOf("reef")));
    }

    [Fact]
    public async Task Activate_DiskFailsDuringProbation_PipelinesGoBack()
    {
        var disk = new BrokenDisk();
        await using var rig = new StoreRig();
        rig.Options = rig.Options with { Probe = disk };
        rig.Open();
        await rig.ProbationAsync(rig.Make(2));
        Assert.Equal(2, rig.Pipelines.VersionOf("reef"));
        disk.Broken = true;
        await rig.UntilAsync(2, _ => rig.Pipelines.VersionOf("reef") == 1);
        Assert.Equal(1, rig.DefaultVersion());
    }

    [Fact]
    public async Task Activate_SwitchThrows_PipelinesThatSwitchedGoBack()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Run("lagoon", rig.First);
        rig.Pipelines.Refuses = request => request.Pipeline == "reef" && request.Package.Manifest.Version == 2 ? throw new InvalidOperationException("odd") : null;
        var status = await rig.ProbationAsync(rig.Make(2));
        Assert.Equal((ModelState.RolledBack, "it could not go on: odd"), (status.State, status.Reason));
        Assert.Equal((1, 1), (rig.Pipelines.VersionOf("reef"), rig.Pipelines.VersionOf("lagoon")));
    }

    [Fact]
    public async Task RollBack_OfTheActiveVersion_ReturnsToTheLastGoodOne()
    {
        await using var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        var status = await rig.Store.RollBackAsync("tiny", 0, null, null, CancellationToken.None);
        Assert.Equal(("tiny:1", ModelState.Active), (status.Model.ToString(), status.State));
        Assert.Equal((1, 1, ModelState.RolledBack), (rig.DefaultVersion(), rig.Pipelines.VersionOf("reef"), rig.Store.StatusOf("tiny", 2)!.State));
        var nothing = await Assert.ThrowsAsync<ControlRefusedException>(() => rig.Store.RollBackAsync("tiny", 0, null, null, CancellationToken.None));
        Assert.Equal("there is no version of tiny to return to besides 1, which is active", nothing.Message);
    }

    [Fact]
    public async Task Activate_LowerSecurityCounter_IsRefusedButARollBackMayReturn()
    {
        await using var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(2, change: p => p.Manifest["securityCounter"] = 1), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        await rig.ProbationAsync(rig.Make(3, change: p => p.Manifest["securityCounter"] = 2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(3, s => s.State == ModelState.Active);
        Assert.StartsWith("counter: tiny:4 has the security counter 0, but this box has used 2", (await rig.PushAsync(rig.Pack(rig.Make(4)))).Reason);
        Assert.Equal("tiny:2 has the security counter 1, but this box has used 2; only a roll back may return to it", Assert.Throws<ControlRefusedException>(() => rig.Store.Activate("tiny:2", new ActivationOrder())).Message);
        Assert.Equal("tiny:2", (await rig.Store.RollBackAsync("tiny", 0, null, null, CancellationToken.None)).Model.ToString());
    }

    [Fact]
    public async Task Activate_WhileAnotherIsTried_IsRefused()
    {
        await using var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(2));
        await rig.PushAsync(rig.Pack(rig.Make(3)));
        Assert.Equal("tiny:2 is being tried just now; wait for its end, or roll it back", Assert.Throws<ControlRefusedException>(() => rig.Store.Activate("tiny:3", new ActivationOrder())).Message);
    }

    [Fact]
    public async Task Activate_WhatMeansNothing_IsRefused()
    {
        await using var rig = new StoreRig().Open();
        string Refused(ActivationOrder order) => Assert.Throws<ControlRefusedException>(() => rig.Store.Activate("tiny:1", order)).Message;
        Assert.Equal("no pipeline \"moon\" follows tiny; reef", Refused(new ActivationOrder { Pipelines = ["moon"] }));
        Assert.Equal("tiny:1 has no variant \"int8\"; it has full", Refused(new ActivationOrder { Variant = "int8" }));
        Assert.Equal("the share of windows must lie above 0 and be at most 1", Refused(new ActivationOrder { Share = 0 }));
        Assert.Equal("\"7\" can't be a label; take a lower-case word such as canary", Refused(new ActivationOrder { Label = "7" }));
        Assert.Empty(rig.Pipelines.Calls);
    }

    [Fact]
    public async Task Stop_DuringProbation_GoesOnAfterTheStartWithWhatWasSeen()
    {
        await using var rig = new StoreRig().Open();
        rig.Pipelines.Set(rig.First.Digest, 86400, 96);
        var trial = await rig.ProbationAsync(rig.Make(2));
        rig.Pipelines.Set(trial.Model.Digest, 600, 1);
        await rig.UntilAsync(2, s => s.Probation?.Seen.StreamSeconds == 600);
        await rig.Store.DisposeAsync();
        Assert.Equal(1, rig.DefaultVersion());

        // The agent comes back on the old version, and goes on.
        rig.Pipelines.Run("reef", rig.First);
        rig.Pipelines.Set(trial.Model.Digest, 0, 0);
        rig.Open();
        rig.Store.Resume();
        await rig.UntilAsync(2, s => s.Probation?.Seen.StreamSeconds == 600);
        Assert.Equal(2, rig.Pipelines.VersionOf("reef"));
        rig.Pipelines.Set(trial.Model.Digest, 300, 0);
        Assert.Equal("4 events an hour against 4 before (p = 1E+0)", (await rig.UntilAsync(2, s => s.State == ModelState.Active)).Reason);
    }

    [Fact]
    public async Task Remove_WhatIsNeeded_IsRefusedAndTheRestGoes()
    {
        await using var rig = new StoreRig().Open();
        await rig.ProbationAsync(rig.Make(2), new ActivationOrder { Probation = TimeSpan.Zero });
        await rig.UntilAsync(2, s => s.State == ModelState.Active);
        await rig.PushAsync(rig.Pack(rig.Make(3)));
        string Refused(int version) => Assert.Throws<ControlRefusedException>(() => rig.Store.Remove("tiny", version, null)).Message;
        Assert.Equal("tiny:1 came with the agent and is not the store's to remove", Refused(1));
        Assert.Equal("tiny:2 is active; activate another version first", Refused(2));
        Assert.True(rig.Store.Remove("tiny", 3, null) > 0);
        Assert.Equal("there is no tiny:3", Refused(3));
        Assert.Empty(rig.Leftovers());
    }

    [Fact]
    public async Task Collect_FullQuota_RemovesOldVersionsAndNeverTheNeededOnes()
    {
        await using var rig = new StoreRig().Open();
        foreach (var version in new[] { 2, 3, 4 })
        {
            await rig.ProbationAsync(rig.Make(version), new ActivationOrder { Probation = TimeSpan.Zero });
            await rig.UntilAsync(version, s => s.State == ModelState.Active);
        }

        rig.Options = rig.Options with { QuotaBytes = StoreFiles.BytesOf(Path.Combine(rig.StoreFolder, "tiny")) };
        await rig.ReopenAsync();
        Assert.Equal(ModelState.Verified, (await rig.PushAsync(rig.Pack(rig.Make(5)))).State);
        Assert.Equal([1, 3, 4, 5], rig.Store.List("tiny").Where(s => s.State is not ModelState.Rejected).Select(s => s.Model.Version));
        Assert.Contains("tiny:2 is removed to make room", rig.Warnings);
    }

    /// <summary>A disk that takes no line of the journal while it is broken.</summary>
    private sealed class BrokenDisk : IStoreProbe
    {
        public volatile bool Broken;

        public void Reached(string point)
        {
            if (Broken && point.StartsWith("journal.", StringComparison.Ordinal)) throw new IOException("no space left");
        }
    }
}
