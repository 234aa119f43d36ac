using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Control.Tests.Security;

/// <summary>Keys that were left open are refused, and what is said of them never holds them.</summary>
public sealed class SecretFileTests
{
    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite)]
    public void Read_KeyThatEverybodyMayReadOrWrite_IsRefusedWithoutItsContent(UnixFileMode mode)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokens.key", "hush-hush"u8.ToArray());
        File.SetUnixFileMode(folder["tokens.key"], mode);

        var error = Assert.Throws<ControlException>(() => SecretFile.Read(folder["tokens.key"], "Control:TokenKeyFile"));

        Assert.Equal($"Control:TokenKeyFile names {folder["tokens.key"]}, which everybody on this box may read; run: chmod 600 {folder["tokens.key"]}", error.Message);
        Assert.DoesNotContain("hush", error.ToString());
    }

    [Fact]
    public void Read_KeyOfOwnerAndGroup_IsItsBytesWithoutTheLineEnd()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokens.key", "hush-hush\r\n"u8.ToArray());
        File.SetUnixFileMode(folder["tokens.key"], UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Equal("hush-hush"u8.ToArray(), SecretFile.Read(folder["tokens.key"], "Control:TokenKeyFile"));
    }
}
