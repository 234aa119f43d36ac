using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional;

/// <summary>A relay with an authority, a box's certificate and an operator's: all made and run by the real edgectl.</summary>
internal sealed class RelayStation(Sea sea, string host = "127.0.0.1") : IDisposable
{
    private RunningTool? _relay;

    public int Port { get; } = FreePort.Next();

    public string Pki => sea.Folder["pki"];

    /// <summary>Makes the authority and everybody's certificates.</summary>
    public async Task IssueAsync()
    {
        (await ControlProcess.RunAsync("pki", "init", "--dir", Pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "relay", "--host", host, "--dir", Pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "test-buoy", "--host", "box.invalid", "--dir", Pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "anna", "--role", "operator", "--dir", Pki)).Exits(0);
    }

    public async Task StartAsync()
    {
        _relay = RunningTool.Edgectl("relay", "--listen", $"{host}:{Port}", "--ca", $"{Pki}/ca.pem", "--cert", $"{Pki}/relay.pem", "--key", $"{Pki}/relay.key");
        await _relay.OutputLineAsync("relay://");
    }

    public async Task KillAsync()
    {
        await _relay!.KillAsync();
        _relay.Dispose();
    }

    /// <summary>Waits for something that the relay says.</summary>
    public Task SaysAsync(string part) => _relay!.ErrorLineAsync(part);

    /// <summary>What an agent's command line needs to call the relay.</summary>
    public string[] Dials => ["--set", $"Control:Dial=relay://{host}:{Port}", "--set", $"Control:CertificateFile={Pki}/test-buoy.pem", "--set", $"Control:KeyFile={Pki}/test-buoy.key", "--set", $"Control:ClientCaFile={Pki}/ca.pem"];

    /// <summary>edgectl through the relay.</summary>
    public Task<AgentResult> CallAsync(string box, params string[] verb) => ControlProcess.RunAsync([.. verb, .. Target(box)]);

    /// <summary>The options that lead to a box through the relay.</summary>
    public string[] Target(string box, string who = "anna") => ["--target", $"relay://{host}:{Port}/{box}", "--ca", $"{Pki}/ca.pem", "--cert", $"{Pki}/{who}.pem", "--key", $"{Pki}/{who}.key"];

    public void Dispose() => _relay?.Dispose();
}
