using System.Globalization;

namespace EdgeAgent.Interop.Tests.Processes;

/// <summary>What the kernel says of processes and of this one's descriptors.</summary>
internal static class Proc
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether a process is there at all, zombies included.</summary>
    public static bool Exists(int id) => Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"));

    /// <summary>The letter of a process's state; <c>-</c> when it is not there.</summary>
    public static char State(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return '-';
        }
    }

    /// <summary>Whether a process runs: a zombie that nobody has reaped yet does not.</summary>
    public static bool Runs(int id) => State(id) is not ('-' or 'Z' or 'X');

    /// <summary>Processes whose group this is, zombies included.</summary>
    public static int[] InGroup(int group) => [.. All().Where(p => p.Group == group).Select(p => p.Id)];

    /// <summary>The group of a process.</summary>
    public static int GroupOf(int id) => All().First(p => p.Id == id).Group;

    /// <summary>Children of this process, zombies included.</summary>
    public static int[] Children() => [.. All().Where(p => p.Parent == Environment.ProcessId).Select(p => p.Id)];

    /// <summary>Descriptors of this process, by what they are.</summary>
    public static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited {Patience.TotalSeconds:F0} s until {what}");
            }
        }
    }

    private static IEnumerable<(int Id, int Parent, int Group)> All()
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText(folder + "/stat");
            }
            catch (IOException)
            {
                continue;
            }

            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            yield return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture));
        }
    }
}
