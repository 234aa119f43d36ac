using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

public sealed class MosquittoBrokerTests
{
    [Fact]
    public async Task Kill_WithSavedSessions_KeepsWhatWasAcknowledged()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Persistence = true, SaveOnChange = true });
        await MosquittoClients.LeaveSessionAsync(broker.Port, "shore");
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one");
        await broker.StopAsync();
        Assert.False(broker.IsRunning);
        await broker.RestartAsync();
        broker.Kill();
        await broker.RestartAsync();

        Assert.Equal(["one"], await MosquittoClients.TakeAsync(broker.Port, "shore", 1));
    }

    [Fact]
    public async Task Suspend_Broker_AnswersAfterResume()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        broker.Suspend();
        var publishing = MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", "-i", "patient");
        Assert.DoesNotContain(broker.Log, line => line.Contains("patient", StringComparison.Ordinal));
        broker.Resume();
        await publishing;
        await broker.LogLineAsync("Sending PUBACK to patient");
    }

    [Fact]
    public async Task Users_WrongPassword_IsRefused()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["buoy"] = "right" }, Acl = "user buoy\ntopic write edge/#\n" });
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", "-u", "buoy", "-P", "right");

        Assert.Contains("Not authorized", await MosquittoClients.FailsAsync(broker.Port, "-u", "buoy", "-P", "wrong"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("right", File.ReadAllText(broker.Folder["passwords"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfEachKind_IsJudgedByARealClient()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestCertificates(folder);
        using var stranger = new TestCertificates(folder, "stranger");
        await using var good = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = authority.Server(), ClientAuthority = authority.Authority });
        await using var expired = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = authority.ExpiredServer() });
        await using var other = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = authority.OtherHostServer() });
        string[] trusts = ["--cafile", authority.Authority];
        var (client, old) = (authority.Client(), authority.ExpiredClient());

        await MosquittoClients.PublishAsync(good.Port, "edge/a", "one", [.. trusts, "--cert", client.Certificate, "--key", client.Key]);
        await MosquittoClients.FailsAsync(good.Port, trusts);
        await good.LogLineAsync("peer did not return a certificate");
        await MosquittoClients.FailsAsync(good.Port, [.. trusts, "--cert", old.Certificate, "--key", old.Key]);
        await good.LogLineAsync("certificate verify failed");
        await MosquittoClients.FailsAsync(expired.Port, trusts);
        await expired.LogLineAsync("alert certificate expired");
        // Nothing is wrong with it but the name: without the check for that it does.
        await MosquittoClients.FailsAsync(other.Port, trusts);
        await MosquittoClients.PublishAsync(other.Port, "edge/a", "one", [.. trusts, "--insecure"]);
        await MosquittoClients.FailsAsync(good.Port, "--cafile", stranger.Authority);
        await good.LogLineAsync("alert unknown ca");
    }

    [Fact]
    public async Task MaxPacketSize_LargerMessage_IsRefused()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxPacketSize = 200, MaxInflight = 3, MaxQueued = 0 });
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "small");

        await MosquittoClients.FailsAsync(broker.Port, "-m", new string('x', 300));
    }

    [Fact]
    public async Task LogLineAsync_BrokerEnds_ShowsItsLog()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => MosquittoBroker.StartAsync(new MosquittoOptions { Lines = ["no_such_option 1"] }));

        Assert.Contains("no_such_option", error.Message, StringComparison.Ordinal);
    }
}
