using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>A peer as a child process, warm between its runs: it says <c>ready …</c>, is told what to run over its standard input, and answers <c>done …</c>. It ends with that input.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    /// <summary>The words of its first line, without <c>ready</c>.</summary>
    public IReadOnlyList<string> Ready { get; private set; } = [];

    /// <summary>Starts a peer and waits until it has loaded everything.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="BenchmarkException">It is not there, or says why it can't run.</exception>
    public static async Task<PeerProcess> StartAsync(string program, params string[] arguments)
    {
        if (!File.Exists(program)) throw new BenchmarkException($"{program} is not there; tools/bench.sh builds the peers.");
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var peer = new PeerProcess(process);
        try
        {
            peer.Ready = await peer.AnswerAsync("ready").ConfigureAwait(false);
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Says a line and gives the words of the answer, without <c>done</c>.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        return await AnswerAsync("done").ConfigureAwait(false);
    }

    /// <summary>Has it run a leg, which it measures itself.</summary>
    public async Task<LegCost> MeasureAsync(string line)
    {
        var words = await AskAsync(line).ConfigureAwait(false);
        return new LegCost(Number(words[0]), TimeSpan.FromMicroseconds(Number(words[1]) / 1e3), TimeSpan.FromMicroseconds(Number(words[2]) / 1e3), Written: words.Count > 3 ? Number(words[3]) : 0);
    }

    /// <summary>Ends the child: it reads the end of its input.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    /// <summary>A number of an answer.</summary>
    public static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> AnswerAsync(string expected)
    {
        var line = await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? "it ended";
        var words = line.Split(' ');
        return words[0] == expected ? words[1..] : throw new BenchmarkException($"{Path.GetFileName(_process.StartInfo.FileName)} failed: {line}");
    }
}
