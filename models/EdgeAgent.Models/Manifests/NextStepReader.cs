using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>then</c>, the second step of a cascade.</summary>
internal static class NextStepReader
{
    /// <summary>Reads the object; null when there is none, or after a problem.</summary>
    /// <param name="root">The manifest.</param>
    /// <param name="task">Its task, which must find objects.</param>
    public static NextStep? Read(ManifestNode root, string? task)
    {
        if (root.Object("then") is not { } node) return null;
        if (task is not ("object-detection" or "image-segmentation"))
            root.Problem("then", "follows a package that finds objects; task must be \"object-detection\" or \"image-segmentation\"");
        const string Named = "a package with its version, such as \"spore-classifier:1\"";
        var model = node.Text("model", Named, required: true);
        if (model is not null && ModelSelector.TryParse(model) is not { Name: not null, Version: not null })
            node.Problem("model", $"is {JsonNames.Quote(model)}; it must be {Named}");
        const string Digest = "the digest that \"edge-agent models list\" shows for it: sha256: and 64 hex digits";
        var digest = node.Text("digest", Digest, required: true);
        if (digest is not null && !IsDigest(digest)) node.Problem("digest", $"is {JsonNames.Quote(digest)}; it must be {Digest}");
        var margin = node.Number("margin", 1, 10, ", in longer sides of the object's box") ?? 1.25;
        var least = node.Integer("minSide", 1, 16384, ", in pixels of the picture") ?? 1;
        var reject = node.Texts("reject", "labels of the classifier that mean nothing of interest", 1000) ?? [];
        var score = node.Number("minScore", 0, 1) ?? 0.5;
        node.RefuseUnknownKeys();
        return model is null || digest is null ? null : new NextStep(model, digest, margin, least, reject, (float)score);
    }

    private static bool IsDigest(string text) => text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && text[7..].All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
