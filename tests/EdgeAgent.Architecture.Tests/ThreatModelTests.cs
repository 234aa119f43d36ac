using System.Text.RegularExpressions;

namespace EdgeAgent.Architecture.Tests;

/// <summary>docs/THREAT_MODEL.md claims nothing that no test holds: each test that it names is there.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void EveryTestThatItNames_IsThere()
    {
        var named = Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/THREAT_MODEL.md")))
            .Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToArray();
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), File: file)).ToLookup(source => source.Name, source => source.File);

        var missing = named.Where(test => !sources[test.Class].Any(file => test.Method.Length == 0 || Regex.IsMatch(File.ReadAllText(file), $@"\b{test.Method}\("))).ToArray();

        Assert.True(named.Length > 30, $"only {named.Length} tests are named; has the form changed?");
        Assert.True(missing.Length == 0, "named, but not there: " + string.Join(", ", missing.Select(test => $"{test.Class}.{test.Method}")));
    }

    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Named();
}
