using EdgeAgent.Configuration;
using EdgeAgent.Doctor;
using EdgeAgent.Interop.Kernel;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Doctor;

/// <summary>Checks on what they are shown.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _system = new();

    [Theory]
    [InlineData(true, 0.05, "Ok")]
    [InlineData(true, 5, "Warn")]
    [InlineData(false, 16, "Warn")]
    public void Clock_KernelsWord_IsJudged(bool synchronized, double most, string expected) =>
        Assert.Equal(expected, MachineChecks.Clock(new KernelClockStatus(synchronized, 0.001, 0.001, most, 12.5), Now).State.ToString());

    [Fact]
    public void Clock_OfABoxThatBegan1970_Fails() => Assert.Equal(CheckState.Fail, MachineChecks.Clock(new KernelClockStatus(true, 0, 0, 0, 0), DateTimeOffset.UnixEpoch).State);

    [Theory]
    [InlineData(-10, -1, "Fail", "has expired")]
    [InlineData(1, 10, "Fail", "by this box's clock")]
    [InlineData(-10, 20, "Warn", "(20 days)")]
    [InlineData(-10, 400, "Ok", "(400 days)")]
    public void Certificate_Dates_AreJudgedByTheClock(int from, int to, string expected, string part)
    {
        var outcome = CertificateFile.Judge("it", Now.AddDays(from), Now.AddDays(to), Now, "renew it");

        Assert.Equal(expected, outcome.State.ToString());
        Assert.Contains(part, outcome.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void ServiceState_OutputOfSystemctl_IsRead()
    {
        var unit = ServiceState.Parse(
            ["LoadState=loaded", "ActiveState=active", "UnitFileState=enabled", "NRestarts=3", "Result=success", "StatusText=1 of 1 pipelines listening; a=b", "ActiveEnterTimestampMonotonic=2500000", "IOWriteBytes=[not set]", "noise"]);

        Assert.Equal(new ServiceState("loaded", "active", "enabled", 3, "success", "1 of 1 pipelines listening; a=b", 2.5, null), unit);
        Assert.Null(ServiceState.Parse(["IOWriteBytes=18446744073709551615"]).WrittenBytes);
        Assert.Equal("", ServiceState.Parse([]).Active);
    }

    [Theory]
    [InlineData("0x01 0x01", "eMMC (DG4016), ext4, up to 10 % of its life is used", false, false)]
    [InlineData("0x09 0x02", "eMMC (DG4016), ext4, up to 90 % of its life is used", true, false)]
    [InlineData("0x0b 0x0b", "eMMC (DG4016), ext4, all of its life is used", true, true)]
    [InlineData("0x00 0x00", "eMMC (DG4016), ext4", false, false)]
    [InlineData(null, "eMMC (DG4016), ext4", false, false)]
    public void BlockDevice_PartitionOfAnEmmc_IsItsDiskWithItsWear(string? life, string seen, bool wearing, bool wornOut)
    {
        Put("proc/self/mountinfo", "22 1 179:1 / / rw,relatime - ext4 /dev/mmcblk0p1 rw\n23 22 0:21 / /proc rw - proc proc rw\n30 22 179:2 / /var/lib rw,relatime - ext4 /dev/mmcblk0p2 rw\nbroken line\n");
        Put("sys/dev/block/179:2/partition", "2");
        Put("sys/devices/mmcblk0/queue/rotational", "0");
        Put("sys/devices/mmcblk0/device/type", "MMC");
        Put("sys/devices/mmcblk0/device/name", "DG4016");
        if (life is not null) Put("sys/devices/mmcblk0/device/life_time", life);
        Put("sys/devices/mmcblk0/mmcblk0p2/partition", "2");
        Directory.Delete(_system["sys/dev/block/179:2"], recursive: true);
        Directory.CreateSymbolicLink(_system["sys/dev/block/179:2"], _system["sys/devices/mmcblk0/mmcblk0p2"]);

        var disk = BlockDevice.Of("/var/lib/edge-agent", Context())!;

        Assert.Equal("mmcblk0: " + seen, disk.ToString());
        Assert.Equal((wearing, wornOut), (disk.IsWearing, disk.IsWornOut));
        Assert.Null(BlockDevice.Of("/proc/x", Context()));
    }

    [Theory]
    [InlineData("dev/nvidia0", true)]
    [InlineData("dev/nvhost-gpu", true)]
    [InlineData("dev/dri/card0", false)]
    public void GpuDevice_FilesOfTheKernel_Tell(string file, bool found)
    {
        Put(file, "");

        Assert.Equal(found, GpuDevice.Find(Context()) is not null);
    }

    [Fact]
    public async Task Runner_CheckThatHangsOrBreaks_IsAFindingAndTheOthersGoOn()
    {
        var hangs = new TaskCompletionSource<CheckOutcome>();
        var begun = new List<string>();
        DoctorCheck[] checks =
        [
            new("breaks", AgentProcess.Patience, _ => throw new InvalidOperationException("no such thing")),
            new("hangs", TimeSpan.FromMilliseconds(50), _ => hangs.Task),
            new("works", AgentProcess.Patience, _ => Task.FromResult(CheckOutcome.Ok("fine"))),
        ];

        var reports = await new CheckRunner(TimeProvider.System).RunAsync(checks, begun.Add, TestContext.Current.CancellationToken);

        Assert.Equal(["breaks", "hangs", "works"], begun);
        Assert.Equal([CheckState.Fail, CheckState.Fail, CheckState.Ok], reports.Select(r => r.State));
        Assert.Equal("no such thing", reports[0].Seen);
        Assert.Contains("no answer within 0", reports[1].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_NarrowTerminal_WrapsAndColoursOnlyWhereWanted()
    {
        var report = new DoctorReport("box", "1", [new CheckReport("clock", CheckState.Warn, "one two three four five six seven eight", "do this", 0), new CheckReport("broker", CheckState.Ok, "fine", null, 0)]);

        var plain = DoctorTable.Lines(report, 40, colour: false).ToArray();

        Assert.Equal(["WARN  clock   one two three four five", "              six seven eight", "              -> do this", "ok    broker  fine", "1 ok, 1 warning, 0 failures, 0 with nothing to look at"], plain);
        Assert.StartsWith("\e[33mWARN\e[0m", DoctorTable.Lines(report, 40, colour: true).First(), StringComparison.Ordinal);
    }

    public void Dispose() => _system.Dispose();

    private void Put(string file, string text) => _system.Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    private DoctorContext Context() => new(SettingsReader.Read(new ConfigurationBuilder().Build(), new ConfigProblems()), [], TimeProvider.System, _system[""]);
}
