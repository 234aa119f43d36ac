using System.Diagnostics;

namespace EdgeAgent.Rpc.Tests.Peers;

/// <summary>Finds the programs that other implementations of gRPC run on, and the files that they need.</summary>
internal static class PeerTools
{
    private static readonly Lazy<string?> PythonFault = new(() =>
        Try("/usr/bin/python3", "-c", "import grpc, google.protobuf") ? null : "needs python3-grpcio (apt-get install python3-grpcio python3-protobuf)");

    private static readonly Lazy<string?> NodeFault = new(() =>
        Try("/bin/bash", Script("setup.sh")) && Try("node", "--version") ? null : "needs node and the packages that tests/EdgeAgent.Rpc.Tests/Peers/setup.sh fetches");

    private static readonly Lazy<string> Descriptor = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "echo.pb");
        File.WriteAllBytes(path, EchoReflection.Descriptor.SerializedData.ToByteArray());
        return path;
    });

    /// <summary>How to run a peer; skips the calling test where it can't be.</summary>
    public static ProcessStartInfo Command(string language, params string[] arguments)
    {
        var fault = language == "python" ? PythonFault.Value : NodeFault.Value;
        Assert.SkipWhen(fault is not null, fault ?? "");
        var start = language == "python"
            ? new ProcessStartInfo("/usr/bin/python3", [Script("peer.py"), Descriptor.Value, .. arguments])
            : new ProcessStartInfo("node", [Script("peer.js"), Path.Combine(Repository.Root, "tests/EdgeAgent.Rpc.Tests/Protos/echo.proto"), .. arguments]);
        start.Environment["PEER_PACKAGES"] = Path.Combine(Repository.Root, "artifacts/peers");
        // A proxy of the environment has no part in calls to this machine.
        foreach (var name in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "grpc_proxy" }) start.Environment.Remove(name);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return start;
    }

    private static string Script(string name) => Path.Combine(Repository.Root, "tests/EdgeAgent.Rpc.Tests/Peers", name);

    private static bool Try(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
