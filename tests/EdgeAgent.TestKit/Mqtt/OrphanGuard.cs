using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A shell that outlives a killed test for a moment and takes the child along: it waits for the end of a pipe that only the test holds.</summary>
internal sealed class OrphanGuard : IDisposable
{
    private readonly Process _shell;

    public OrphanGuard(int child)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", "read -r end; kill -9 \"$1\" 2>/dev/null", "sh", child.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true };
        _shell = Process.Start(info) ?? throw new InvalidOperationException("/bin/sh did not start");
    }

    public void Dispose()
    {
        _shell.Kill();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
