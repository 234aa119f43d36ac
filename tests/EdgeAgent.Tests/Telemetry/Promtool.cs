using System.Diagnostics;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>Prometheus' own judge of metrics.</summary>
internal static class Promtool
{
    /// <summary>Fails the test when Prometheus can't read the text, or finds fault with a name, a unit or a help text of the agent's.</summary>
    public static async Task AcceptsAsync(ReadOnlyMemory<byte> text)
    {
        using var process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.StandardInput.BaseStream.WriteAsync(text, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        var faults = string.Concat(await said);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // 3 is fault found with a name: the runtime's own are as they are.
        Assert.True(process.ExitCode is 0 or 3, faults);
        Assert.DoesNotContain(faults.Split('\n'), line => line.StartsWith("edge", StringComparison.Ordinal));
    }
}
