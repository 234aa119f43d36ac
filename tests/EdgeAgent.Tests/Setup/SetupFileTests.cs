using EdgeAgent.Hosting;
using EdgeAgent.Setup;

namespace EdgeAgent.Tests.Setup;

public sealed class SetupFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 9, 30, 12, TimeSpan.Zero);

    [Fact]
    public void Write_OverAnother_KeepsItAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("etc/appsettings.json", "old"u8);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        var backup = SetupFile.Write(path, "new", Now);

        Assert.Equal(path + ".20260315T093012Z.bak", backup);
        Assert.Equal(("new", "old"), (File.ReadAllText(path), File.ReadAllText(backup!)));
        Assert.Equal(["appsettings.json", "appsettings.json.20260315T093012Z.bak"], folder.Content("etc"));
    }

    [Fact]
    public void Write_ThatFails_LeavesNoDraft()
    {
        using var folder = new TemporaryFolder();
        // A folder stands where the file belongs.
        folder.Write("etc/appsettings.json/other", "x"u8);

        var refused = Assert.Throws<UsageException>(() => SetupFile.Write(folder["etc/appsettings.json"], "new", Now));

        Assert.Contains("can't be written", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["appsettings.json", "appsettings.json/other"], folder.Content("etc"));
    }
}
