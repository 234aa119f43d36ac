using System.Text.RegularExpressions;

namespace EdgeAgent.Architecture.Tests;

/// <summary>The laws of the house that can be read off the source text.</summary>
public sealed partial class LawTests
{
    [Fact]
    public void SourceTree_IsFound() => Assert.True(SourceTree.Product.Count > 100, "the laws are checked on the product's files, and these were not found");

    [Fact]
    public void NativeCode_IsOnlyInInterop() =>
        Assert.Empty(SourceTree.Find(Native(), file => file.StartsWith("pipelines/EdgeAgent.Interop/", StringComparison.Ordinal)));

    [Fact]
    public void Interop_ShowsNoRawHandles()
    {
        // Public members of public types: neither nint/IntPtr nor pointers leave the room. Safe handles are internal to it.
        var leaks = SourceTree.Product.Where(f => SourceTree.Relative(f).StartsWith("pipelines/EdgeAgent.Interop/", StringComparison.Ordinal))
            .Where(f => PublicType().IsMatch(string.Join('\n', SourceTree.Code(f))))
            .SelectMany(f => SourceTree.Code(f).Where(line => RawHandle().IsMatch(line)).Select(line => $"{SourceTree.Relative(f)}: {line.Trim()}"));

        Assert.Empty(leaks);
    }

    [Fact]
    public void AmbientClock_IsNotRead() =>
        Assert.Empty(SourceTree.Find(Clock(), _ => false));

    [Fact]
    public void SystemClock_IsChosenInTheCompositionRootOnly() =>
        Assert.Empty(SourceTree.Find(SystemClock(), file => file.StartsWith("agent/EdgeAgent/Commands/", StringComparison.Ordinal)));

    [Fact]
    public void Disk_IsWrittenByListedWritersOnly()
    {
        string[] writers =
        [
            "agent/EdgeAgent/Replay/Output/AtomicFile.cs",
            "agent/EdgeAgent/Doctor/DiskProbe.cs",
            "agent/EdgeAgent/Setup/SetupFile.cs",
            "agent/EdgeAgent.Control/Pki/PrivateFile.cs",
            "agent/EdgeAgent/Configuration/ControlReader.cs",
            "agent/EdgeAgent/Hosting/Service/StateFile.cs",
            "agent/EdgeAgent/Run/RemoteControl.cs",
            "agent/EdgeAgent/Run/Inference/UploadedFile.cs",
            "agent/EdgeAgent.Control/Audit/AuditLog.cs",
            "agent/EdgeAgent.Control/Hosting/ControlSocket.cs",
            "agent/EdgeAgent.Delivery/Embedded/BrokerFolder.cs",
            "agent/EdgeAgent.Delivery/Store/",
            "models/EdgeAgent.Models/Archive/",
            "models/EdgeAgent.Models/Signing/PackageSigner.cs",
            "models/EdgeAgent.Models/Store/",
            "models/EdgeAgent.Quantization/Packages/WholeFile.cs",
            "models/EdgeAgent.Quantization/Onnx/OnnxWriter.cs",
            "models/EdgeAgent.Quantization/Onnx/ScratchFolder.cs",
            "pipelines/EdgeAgent.Interop/SndFile/",
            "pipelines/EdgeAgent.Pipelines/Evidence/Store/EvidenceFolder.cs",
            "pipelines/EdgeAgent.Pipelines/Inference/EngineCache.cs",
            "pipelines/EdgeAgent.Pipelines/Aggregation/Counting/FieldLedger.cs",
            "pipelines/EdgeAgent.Pipelines/Time/AnchorFile.cs",
            "pipelines/EdgeAgent.Pipelines/Sources/Live/FileJournal.cs",
        ];

        Assert.Empty(SourceTree.Find(DiskWrite(), file => writers.Any(w => file.StartsWith(w, StringComparison.Ordinal))));
    }

    [Fact]
    public void Network_IsUsedInListedPlacesOnly()
    {
        string[] users =
        [
            "agent/EdgeAgent/Doctor/TlsProbe.cs",
            "agent/EdgeAgent/Hosting/Service/ServiceNotifier.cs",
            "agent/EdgeAgent.Control/Dial/",
            "agent/EdgeAgent.Control/Hosting/",
            "agent/EdgeAgent.Control/Security/PeerUser.cs",
            "agent/EdgeAgent.Rpc/",
            "pipelines/EdgeAgent.Interop/Mosquitto/",
            "pipelines/EdgeAgent.Pipelines/Sources/Live/",
        ];

        Assert.Empty(SourceTree.Find(Network(), file => users.Any(u => file.StartsWith(u, StringComparison.Ordinal))));
    }

    // ChildProcess is the one way to start a program: what it starts ends with the agent.
    [Fact]
    public void Programs_AreStartedAsChildProcessesOnly() =>
        Assert.Empty(SourceTree.Find(ProcessStart(), _ => false));

    [Fact]
    public void Files_HoldOneTypeAndAreShort()
    {
        var faults = new List<string>();
        foreach (var file in SourceTree.Product)
        {
            var lines = SourceTree.Code(file);
            if (lines.Length > 400) faults.Add($"{SourceTree.Relative(file)}: {lines.Length} lines");
            var types = lines.Count(line => TopLevelType().IsMatch(line));
            if (types > 1) faults.Add($"{SourceTree.Relative(file)}: {types} types");
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Types_AreSealedStaticOrAbstract() => Assert.Empty(SourceTree.Find(OpenClass(), _ => false));

    [Fact]
    public void Code_HasNoRegionsOrUnfinishedMarks()
    {
        var marks = SourceTree.Product.SelectMany(f => File.ReadLines(f).Where(line => Unfinished().IsMatch(line)).Select(line => $"{SourceTree.Relative(f)}: {line.Trim()}"));

        Assert.Empty(marks);
    }

    [Fact]
    public void Suppressions_StandBesideTheirReason()
    {
        // "#pragma warning disable X // why" or a comment in the line above.
        var bare = SourceTree.Product.SelectMany(file =>
        {
            var lines = File.ReadAllLines(file);
            return lines.Select((text, i) => (text, i))
                .Where(l => l.text.Contains("#pragma warning disable", StringComparison.Ordinal) || l.text.Contains("SuppressMessage", StringComparison.Ordinal))
                .Where(l => !l.text.Contains("//", StringComparison.Ordinal) && !(l.i > 0 && lines[l.i - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)))
                .Select(l => $"{SourceTree.Relative(file)}:{l.i + 1}");
        });

        Assert.Empty(bare);
    }

    [Fact]
    public void EntryPoint_IsShort() =>
        Assert.True(File.ReadAllLines(Path.Combine(Repository.Root, "agent/EdgeAgent/Program.cs")).Length <= 60);

    [GeneratedRegex(@"\bunsafe\b|\bLibraryImport\b|\bDllImport\b|\bNativeLibrary\.|\bdelegate\*")]
    private static partial Regex Native();

    [GeneratedRegex(@"^public\b", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s+public\b[^=;{]*(\bnint\b|\bIntPtr\b|\w\*[ ,)])")]
    private static partial Regex RawHandle();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bStopwatch\b|\bEnvironment\.TickCount|\bThread\.Sleep\b|\bTask\.Delay\((?![^;]*\b_?time\b)")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bTimeProvider\.System\b")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"\bFile\.(WriteAll|Append|Create|Move|Copy|Delete|OpenWrite)|\bDirectory\.(Create|Delete|Move)|FileMode\.(Create|Append|OpenOrCreate|Truncate)|\bStreamWriter\(")]
    private static partial Regex DiskWrite();

    [GeneratedRegex(@"\bSystem\.Net\.(Sockets|Http)\b|\bnew Socket\b|\bSocket [a-z_]+ ?[=;,)]|\b(TcpClient|TcpListener|UdpClient|HttpClient)\b")]
    private static partial Regex Network();

    [GeneratedRegex(@"\bProcessStartInfo\b|\bProcess\.Start\b")]
    private static partial Regex ProcessStart();

    [GeneratedRegex(@"^(public |internal |file )?(sealed |static |abstract |readonly |unsafe |partial |ref )*(class|record|struct|interface|enum|delegate) ")]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^\s*(public |internal |private |protected )(partial |unsafe )*(class|record) (?!struct)")]
    private static partial Regex OpenClass();

    [GeneratedRegex(@"#region|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
