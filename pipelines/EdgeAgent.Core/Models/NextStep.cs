namespace EdgeAgent.Core.Models;

/// <summary>The second step of a cascade (<c>then</c> in the manifest): another package names what this one has found.</summary>
/// <param name="Model">The classifier's package, <c>NAME:VERSION</c> or <c>NAME:VERSION/VARIANT</c>, in the same repository.</param>
/// <param name="Digest">Its digest, so that this package's digest stands for both: <c>sha256:</c> and 64 hex digits.</param>
/// <param name="Margin">Side of the square that is cut out about an object, in longer sides of its box; 1 to 10.</param>
/// <param name="MinSide">Least side of that square in pixels of the picture, ≥ 1: small objects keep their size in it.</param>
/// <param name="Reject">Labels of the classifier that mean that there is nothing of interest; they never leave the cascade.</param>
/// <param name="MinScore">Least score of the classifier at which an object is reported, 0..1.</param>
public sealed record NextStep(string Model, string Digest, double Margin, int MinSide, IReadOnlyList<string> Reject, float MinScore);
