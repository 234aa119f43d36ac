namespace EdgeAgent.Control.Http;

/// <summary>A parameter in a query, as the API's description says it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in JSON Schema's words.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="IsRepeated">Whether it may come several times.</param>
internal sealed record QueryParameter(string Name, string Type, string Meaning, bool IsRepeated = false);
