using System.Diagnostics;

namespace EdgeAgent.TestKit;

/// <summary>edgectl as a child process.</summary>
public static class ControlProcess
{
    /// <summary>The tool that was built with the running tests, or null where it was not.</summary>
    public static string? Binary { get; } = Find();

    /// <summary>Runs it to its end; skips the calling test where it is not built.</summary>
    public static Task<AgentResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it to its end with environment variables.</summary>
    public static async Task<AgentResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        Assert.SkipWhen(Binary is null, "edgectl is not built; build tools/edgectl");
        var start = new ProcessStartInfo("dotnet", [Binary!, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        // Contexts of whoever runs the tests are not the tests'.
        start.Environment.TryAdd("EDGECTL_CONFIG", Path.Combine(Path.GetTempPath(), $"no-such-contexts-{Environment.ProcessId}.json"));
        using var process = Process.Start(start)!;
        var (output, error) = (new ProcessLines("edgectl"), new ProcessLines("edgectl"));
        try
        {
            await Task.WhenAll(output.ReadAsync(process.StandardOutput), error.ReadAsync(process.StandardError), process.WaitForExitAsync()).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return new AgentResult(process.ExitCode, output.All(), error.All());
    }

    private static string? Find()
    {
        var tests = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var binary = Path.Combine(tests.Parent!.Parent!.FullName, "edgectl", tests.Name, "edgectl.dll");
        return File.Exists(binary) ? binary : null;
    }
}
