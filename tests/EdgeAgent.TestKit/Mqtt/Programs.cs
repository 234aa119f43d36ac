using System.Diagnostics;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Programs of this machine that tests start.</summary>
public static class Programs
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>A program's path, from PATH or the system's folders; null where it is not installed.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(SystemFolders)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>A program's path; skips the calling test with the reason where it is not installed.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">The Debian package that brings it.</param>
    public static string Need(string name, string package)
    {
        var path = Find(name);
        Assert.SkipUnless(path is not null, $"needs {name} (Debian package {package}), which is not on this machine");
        return path!;
    }

    /// <summary>Runs a program to its end with this input; fails the test unless it exits with 0. Gives its standard output.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} exited with {process.ExitCode}: {await error}");
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
