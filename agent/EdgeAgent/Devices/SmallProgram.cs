using System.Text;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Devices;

/// <summary>Runs programs of the system that look and tell, such as <c>arecord -l</c>: in plain English, for a short time, with little output.</summary>
internal static class SmallProgram
{
    private const int MostOutput = 256 * 1024;
    private const int ErrorLines = 200;

    /// <summary>Runs one to its end; one that does not come to it in time is killed.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(new ChildProcessStart
            {
                Program = program,
                Arguments = arguments,
                Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" },
                ErrorLines = ErrorLines,
            });
        }
        catch (ChildProcessException missing)
        {
            return new ProgramRun(false, false, [], [missing.Message]);
        }

        await using (child.ConfigureAwait(false))
        {
            using var late = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            var output = new MemoryStream();
            var ended = false;
            try
            {
                var buffer = new byte[4096];
                while (output.Length < MostOutput && await child.Output.ReadAsync(buffer, either.Token).ConfigureAwait(false) is > 0 and var count) output.Write(buffer, 0, count);
                ended = output.Length < MostOutput && (await child.WaitForExitAsync(either.Token).ConfigureAwait(false)).IsSuccess;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // It hangs, as a driver may; what it said so far is told.
            }

            var text = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
            return new ProgramRun(true, ended, text.Split('\n'), child.ErrorTail);
        }
    }
}
