namespace EdgeAgent.Configuration;

/// <summary>One configuration key, as its reader declares it; the documentation is made of these.</summary>
/// <param name="Path">Key with colons; <c>*</c> stands for a position in a list or a free name.</param>
/// <param name="Kind">text, integer, number, true/false, one of a set.</param>
/// <param name="Default">What counts when the key is absent.</param>
/// <param name="Range">Allowed values, in words.</param>
/// <param name="Description">What it does, with its unit.</param>
internal sealed record ConfigKey(string Path, string Kind, string Default, string Range, string Description);
