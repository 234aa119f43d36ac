using EdgeAgent.Delivery.Tests.Crash.Matrix;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>The control of the trials in a guest: a store that does not wait for the disk must be caught.</summary>
public sealed class GuestTests
{
    [Fact]
    public async Task PowerCut_StoreThatDoesNotWaitForTheDisk_TheControlFails()
    {
        Assert.SkipWhen(Guest.Missing is not null, Guest.Missing ?? "");
        await using var trial = await Trial.StartAsync(CrashKind.GuestCut, 1);
        var guest = Guest.Create(trial.Folder["guest.img"]);
        var worker = trial.RunIn(guest, "messages=5000", "pause=2000", "synchronous=off");
        await worker.PromisedAsync(100);
        await worker.KillAsync();
        guest.Recover(trial.Folder.Path);

        var result = await trial.FinishAsync();

        Assert.NotEqual(0, result.Lost);
        Assert.NotEmpty(result.Faults);
    }
}
