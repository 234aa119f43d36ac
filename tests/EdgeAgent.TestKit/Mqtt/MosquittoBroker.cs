using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Eclipse mosquitto.</summary>
public sealed class MosquittoBroker : RealBroker
{
    private readonly MosquittoOptions _options;
    private readonly string _program = Programs.Need("mosquitto", "mosquitto");

    private MosquittoBroker(MosquittoOptions options) => _options = options;

    protected override string Name => "mosquitto";

    protected override string ReadyLine => " running";

    /// <summary>Starts one; skips the calling test where mosquitto is not installed.</summary>
    public static async Task<MosquittoBroker> StartAsync(MosquittoOptions? options = null)
    {
        var broker = new MosquittoBroker(options ?? new MosquittoOptions());
        await broker.StartFirstAsync();
        return broker;
    }

    protected override async Task<ProcessStartInfo> PrepareAsync(int port)
    {
        // The test's own user: started as root, mosquitto would drop to one that cannot read the folder. log_type all names every packet, which is what one wants to read when a wait has timed out.
        var text = new StringBuilder($"per_listener_settings false\nlog_dest stderr\nuser {Environment.UserName}\nlog_type all\nconnection_messages true\nlistener {port.ToString(CultureInfo.InvariantCulture)} {Host}\n");
        if (_options.Protocol is { } protocol) Line("protocol", protocol);
        Line("allow_anonymous", _options.Users is null ? "true" : "false");
        if (_options.Users is not null) Line("password_file", await PasswordsAsync(_options.Users));
        if (_options.Acl is { } acl) Line("acl_file", Written("acl", acl));
        if (_options.Certificate is { } certificate)
        {
            Line("certfile", certificate.Certificate);
            Line("keyfile", certificate.Key);
            Line("cafile", _options.ClientAuthority ?? certificate.Authority);
            Line("require_certificate", _options.ClientAuthority is null ? "false" : "true");
        }

        if (_options.MaxPacketSize is { } bytes) Line("max_packet_size", bytes.ToString(CultureInfo.InvariantCulture));
        if (_options.MaxInflight is { } inflight) Line("max_inflight_messages", inflight.ToString(CultureInfo.InvariantCulture));
        if (_options.MaxQueued is { } queued) Line("max_queued_messages", queued.ToString(CultureInfo.InvariantCulture));
        if (_options.Persistence)
        {
            Line("persistence", "true");
            Line("persistence_location", Folder.Folder("data") + "/");
            if (_options.SaveOnChange) text.Append("autosave_on_changes true\nautosave_interval 1\n");
        }

        foreach (var line in _options.Lines) text.Append(line).Append('\n');
        var file = Folder.Write("mosquitto.conf", Encoding.UTF8.GetBytes(text.ToString()));
        return new ProcessStartInfo(_program, ["-c", file]);

        void Line(string key, string value) => text.Append(key).Append(' ').Append(value).Append('\n');
    }

    private async Task<string> PasswordsAsync(IReadOnlyDictionary<string, string> users)
    {
        var file = Written("passwords", string.Concat(users.Select(user => $"{user.Key}:{user.Value}\n")));
        await Programs.RunAsync(Programs.Need("mosquitto_passwd", "mosquitto"), ["-U", file]);
        return file;
    }

    private string Written(string name, string text) => Folder.Write(name, Encoding.UTF8.GetBytes(text));
}
