namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>What a model file says about itself. Texts are empty where it says nothing.</summary>
/// <param name="Producer">The tool that made it, e.g. <c>pytorch</c>.</param>
/// <param name="GraphName">The graph's name.</param>
/// <param name="Domain">The maker's domain.</param>
/// <param name="Description">The model's description.</param>
/// <param name="GraphDescription">The graph's description.</param>
/// <param name="Version">The model's version number; 0 where it has none.</param>
/// <param name="Custom">The custom key and value texts, e.g. Ultralytics' <c>names</c> and <c>imgsz</c>.</param>
public sealed record OrtModelMetadata(
    string Producer,
    string GraphName,
    string Domain,
    string Description,
    string GraphDescription,
    long Version,
    IReadOnlyDictionary<string, string> Custom);
