using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Tests.Functional;

/// <summary>Recordings on the box that the real edgectl has the running agent analyse.</summary>
public sealed class RemoteReplayTests
{
    [Fact]
    public async Task Replay_OfAFolderOfTheBox_GivesWhatTheLocalCommandGives()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        var song = Recording(sea, "reef/song.wav");

        var remote = (await ControlProcess.RunAsync("replay", "reef", "--model", "energy", "--target", RemoteControlTests.Target(sea))).Exits(0);
        var local = (await sea.ReplayAsync(song, "--json", "--set", "Agent:Name=test-buoy")).Exits(0);

        Assert.NotEmpty(remote.Output);
        Assert.Equal(local.Output, remote.Output);
        var all = (await ControlProcess.RunAsync("replay", song, "--pipeline", "reef", "--json", "--target", RemoteControlTests.Target(sea))).Exits(0);
        var last = JsonDocument.Parse(all.Output[^1]).RootElement.GetProperty("result");
        var opened = all.Output.Count(line => JsonDocument.Parse(line).RootElement.TryGetProperty("document", out var document) && document.GetString()!.Contains("\"revision\":0,", StringComparison.Ordinal));
        Assert.Equal((0, opened), (last.GetProperty("exitCode").GetInt32(), int.Parse(last.GetProperty("events").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.InRange(opened, 2, 8);
        sea.Folder.Write("state/recordings/broken.wav", new byte[100]);
        Assert.Contains((await ControlProcess.RunAsync("replay", "broken.wav", "--target", RemoteControlTests.Target(sea))).Exits(42).Error, line => line.Contains("broken.wav", StringComparison.Ordinal));
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Replay_OutOfTheRoots_IsRefused()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        Recording(sea, "song.wav");
        var outside = sea.ShortSong("outside.wav");
        File.CreateSymbolicLink(sea.Folder["state/recordings/link.wav"], outside);
        File.CreateSymbolicLink(sea.Folder["state/recordings/way"], sea.Folder["."]);
        Directory.CreateDirectory(sea.Folder["state/recordings-of-others"]);

        foreach (var path in new[] { outside, "../../outside.wav", "/etc/passwd", "link.wav", "way/outside.wav", "way", sea.Folder["state/recordings-of-others"], "song.wav/../../agent.json" })
            (await ControlProcess.RunAsync("replay", path, "--target", RemoteControlTests.Target(sea))).Exits(2);
        (await ControlProcess.RunAsync("replay", "nothing.wav", "--target", RemoteControlTests.Target(sea))).Exits(2).Notes("not there");
        (await ControlProcess.RunAsync("replay", "song.wav", "--pipeline", "moon", "--target", RemoteControlTests.Target(sea))).Exits(2).Notes("there is no pipeline 'moon'");

        // A folder gives its own files, and not what links in it lead to.
        var all = (await ControlProcess.RunAsync("replay", ".", "--model", "energy", "--json", "--target", RemoteControlTests.Target(sea))).Exits(0);
        Assert.DoesNotContain(all.Output, line => line.Contains("outside.wav", StringComparison.Ordinal) || line.Contains("link.wav", StringComparison.Ordinal));
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Replay_WhileAnotherOneRuns_IsRefusedAndACancelledOneMakesRoom()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        Recording(sea, "song.wav");
        // A recording that is never there: whoever opens it waits.
        using (var made = Process.Start("mkfifo", [sea.Folder["state/recordings/endless.wav"]])!) await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Both may come at once, and the one that is refused ends: it is begun again until it is the one that runs.
        var first = Endless();
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        AgentResult second;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            if (first.HasExited)
            {
                first.Dispose();
                first = Endless();
            }

            second = await ControlProcess.RunAsync("replay", "song.wav", "--model", "energy", "--target", RemoteControlTests.Target(sea));
        }
        while (second.ExitCode == 0);
        second.Exits(1).Notes("another replay runs");
        await first.KillAsync();
        first.Dispose();

        AgentResult third;
        do third = await ControlProcess.RunAsync("replay", "song.wav", "--model", "energy", "--target", RemoteControlTests.Target(sea));
        while (third.ExitCode == 1 && !patience.IsCancellationRequested);
        third.Exits(0);
        await RemoteControlTests.StopAsync(agent);

        RunningTool Endless() => RunningTool.Edgectl("replay", "endless.wav", "--model", "energy", "--target", RemoteControlTests.Target(sea));
    }

    private static string Recording(Sea sea, string name)
    {
        var path = sea.Folder[$"state/recordings/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Of another name than what the agent plays.
        File.Copy(sea.ShortSong("copied.wav"), path);
        return path;
    }
}
