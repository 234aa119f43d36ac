using System.Globalization;
using EdgeAgent.Control.V1;

namespace EdgeAgent.Edgectl.Output;

/// <summary>Versions of models as a table and as lines.</summary>
internal static class ModelTable
{
    private static readonly Dictionary<ModelState, string> Words = new()
    {
        [ModelState.Receiving] = "receiving", [ModelState.Verified] = "verified", [ModelState.Staged] = "staged", [ModelState.Shadow] = "shadow",
        [ModelState.Probation] = "probation", [ModelState.Active] = "active", [ModelState.RolledBack] = "rolled-back", [ModelState.Rejected] = "rejected", [ModelState.Retired] = "retired",
    };

    /// <summary>The table's lines.</summary>
    public static IEnumerable<string> Lines(IEnumerable<ModelStatus> models, int width)
    {
        var table = new TextTable("MODEL", "STATE", "VARIANT", "LABELS", "PIPELINES", "SIZE", "SINCE", "WHY");
        foreach (var model in models)
        {
            table.Add(Name(model), Word(model.State), model.Variant, string.Join(",", model.Labels), string.Join(",", model.Pipelines),
                string.Create(CultureInfo.InvariantCulture, $"{model.Bytes / 1e6:0.0} MB"),
                model.Since is { } since ? since.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "", model.Reason);
        }

        return table.Lines(width);
    }

    /// <summary>One version on a line.</summary>
    public static string Line(ModelStatus model)
    {
        var progress = model.HasProgress ? string.Create(CultureInfo.InvariantCulture, $" {100 * model.Progress:0} %") : "";
        return TextTable.Clean($"{Name(model)} {Word(model.State)}{progress}{(model.Reason.Length > 0 ? $": {model.Reason}" : "")}");
    }

    /// <summary>A state as the box says it.</summary>
    public static string Word(ModelState state) => Words.GetValueOrDefault(state, "unknown");

    private static string Name(ModelStatus model) => model.Model.Version > 0 ? string.Create(CultureInfo.InvariantCulture, $"{model.Model.Name}:{model.Model.Version}") : "?";
}
