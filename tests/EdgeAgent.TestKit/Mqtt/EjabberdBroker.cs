using System.Diagnostics;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>ejabberd's MQTT 5 broker. It asks every client for a user (<see cref="User"/>, any password) and keeps sessions in memory: a restart forgets them.</summary>
public sealed class EjabberdBroker : RealBroker
{
    private readonly string _erlang = Programs.Need("erl", "ejabberd");
    private readonly string _code = Code();

    /// <summary>A user that it lets in with any password that is not empty.</summary>
    public static string User => "buoy@localhost";

    protected override string Name => "ejabberd";

    protected override string ReadyLine => "Start accepting TCP connections";

    /// <summary>Starts one; skips the calling test where ejabberd is not installed.</summary>
    public static async Task<EjabberdBroker> StartAsync()
    {
        var broker = new EjabberdBroker();
        await broker.StartFirstAsync();
        return broker;
    }

    protected override Task<ProcessStartInfo> PrepareAsync(int port)
    {
        var text = $$"""
            hosts: ["localhost"]
            loglevel: info
            listen:
              - port: {{port}}
                ip: "{{Host}}"
                module: mod_mqtt
            auth_method: [anonymous]
            anonymous_protocol: login_anon
            modules:
              mod_mqtt: {}
            """;
        // Without a node name Erlang starts no port mapper, which would outlive the test.
        var info = new ProcessStartInfo(_erlang, ["-noinput", "-pa", _code, "-mnesia", "dir", $"\"{Folder.Folder("data")}\"", "-s", "ejabberd"]);
        info.Environment["EJABBERD_CONFIG_PATH"] = Folder.Write("ejabberd.yml", Encoding.UTF8.GetBytes(text));
        info.Environment["EJABBERD_LOG_PATH"] = Folder["ejabberd.log"];
        info.Environment["HOME"] = Folder.Path;
        return Task.FromResult(info);
    }

    private static string Code()
    {
        var found = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib").SelectMany(folder => Folders(folder)).Select(folder => Path.Combine(folder, "ebin")).FirstOrDefault(Directory.Exists)
            : null;
        Assert.SkipUnless(found is not null, "needs ejabberd (Debian package ejabberd), which is not on this machine");
        return found!;

        // Architecture folders such as /usr/lib/x86_64-linux-gnu.
        static string[] Folders(string parent) => parent.EndsWith("-linux-gnu", StringComparison.Ordinal) ? Directory.GetDirectories(parent, "ejabberd-*") : [];
    }
}
