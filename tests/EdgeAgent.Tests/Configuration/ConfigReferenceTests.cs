using EdgeAgent.Configuration;

namespace EdgeAgent.Tests.Configuration;

public sealed class ConfigReferenceTests
{
    [Fact]
    public void Documentation_HoldsTheReferenceThatTheAgentPrints()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));

        Assert.Contains(ConfigReference.Markdown(), document, StringComparison.Ordinal);
    }
}
