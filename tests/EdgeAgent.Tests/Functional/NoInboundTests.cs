using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Tests.Functional;

/// <summary>An agent on a network that lets nothing in, as behind a carrier's NAT: a network namespace that drops every connection from outside.</summary>
public sealed class NoInboundTests
{
    [Fact]
    public async Task Status_OfABoxThatNobodyCanCall_ComesThroughTheRelay()
    {
        var name = $"ea{Environment.ProcessId % 100000}";
        var net = $"10.213.{Environment.ProcessId % 250}";
        Assert.SkipUnless(Environment.UserName == "root" && Run("ip", "netns", "add", name) == 0, "network namespaces need root and iproute2");
        try
        {
            string[] setup = [$"link add {name}a type veth peer name {name}b netns {name}", $"addr add {net}.1/24 dev {name}a", $"link set {name}a up", $"-n {name} addr add {net}.2/24 dev {name}b", $"-n {name} link set {name}b up", $"-n {name} link set lo up"];
            foreach (var line in setup) Assert.SkipUnless(Run("ip", line.Split(' ')) == 0, $"'ip {line}' is not allowed here");
            Assert.SkipUnless(Run("ip", "netns", "exec", name, "iptables", "-A", "INPUT", "-i", $"{name}b", "-p", "tcp", "--syn", "-j", "REJECT", "--reject-with", "tcp-reset") == 0, "iptables is not there or not allowed");
            using var sea = new Sea();
            using var station = new RelayStation(sea, $"{net}.1");
            await station.IssueAsync();
            await station.StartAsync();
            using var agent = AgentProcess.Start(new AgentStart
            {
                Under = ["ip", "netns", "exec", name],
                Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong(), Loop: true)), "--set", $"Control:Socket={sea.Folder["control.sock"]}", "--set", "Control:Listen:0=https://*:7443", .. station.Dials],
            });
            await station.SaysAsync("test-buoy is here");

            var direct = await ControlProcess.RunAsync("status", "--target", $"https://{net}.2:7443", "--ca", $"{station.Pki}/ca.pem", "--cert", $"{station.Pki}/anna.pem", "--key", $"{station.Pki}/anna.key", "--timeout", "20");
            Assert.Contains("cannot be reached", Assert.Single(direct.Exits(1).Error), StringComparison.Ordinal);
            var status = JsonDocument.Parse(Assert.Single((await station.CallAsync("test-buoy", "status", "--json")).Exits(0).Output)).RootElement;
            Assert.Equal("test-buoy", status.GetProperty("device").GetString());
            agent.Signal("TERM");
            (await agent.EndAsync()).Exits(0);
        }
        finally
        {
            _ = Run("ip", "netns", "del", name);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
