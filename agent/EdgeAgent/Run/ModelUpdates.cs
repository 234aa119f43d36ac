using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Probation;
using EdgeAgent.Models.Signing;
using EdgeAgent.Models.Store;
using EdgeAgent.Models.Transaction;

namespace EdgeAgent.Run;

/// <summary>Opens the model store of a running agent: what it may take, which pipelines it may change, and what it tells.</summary>
internal static class ModelUpdates
{
    /// <summary>Opens the store. A folder that can't be used leaves the agent with the models that it has, and says so.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="models">Models of the run; makes runners for trials.</param>
    /// <param name="switchboard">Changes running pipelines.</param>
    /// <param name="note">Takes notes for the person at the box.</param>
    /// <param name="time">The clock.</param>
    public static ModelStore? TryOpen(AgentSettings settings, ModelSet models, ModelSwitchboard switchboard, Action<string> note, TimeProvider time)
    {
        var wanted = settings.Models;
        var references = settings.Pipelines.ToDictionary(p => p.Name, p => p.Models, StringComparer.Ordinal);
        try
        {
            var store = ModelStore.Open(
                new StoreOptions
                {
                    Directory = Shelves.Installed(settings),
                    Shipped = settings.Repository,
                    QuotaBytes = wanted.QuotaBytes,
                    Signatures = SignaturePolicy.Read(wanted.TrustedKeys, wanted.RequireSignature),
                },
                switchboard,
                (pipeline, model) => references.GetValueOrDefault(pipeline)?.Select(reference => Following(reference, model)).DefaultIfEmpty(ModelFollowing.Newest).Min() ?? ModelFollowing.Newest,
                models.Probe,
                new TransactionRules
                {
                    Stage = new StageRules { MostSlowdown = wanted.MostSlowdown },
                    Probation = new ProbationRules { Seconds = wanted.ProbationMinutes * 60 },
                },
                time,
                warning => note("warning: " + warning));
            store.Changed = status => note(Describe(status));
            return store;
        }
        catch (ModelException error)
        {
            note($"warning: models can't be changed from afar: {error.Message}");
            return null;
        }
    }

    /// <summary>How a configured reference follows the versions of a package.</summary>
    /// <param name="reference">NAME, NAME:VERSION or NAME:VERSION/VARIANT.</param>
    /// <param name="model">The package.</param>
    public static ModelFollowing Following(string reference, string model)
    {
        var words = reference.Split('/')[0].Split(':');
        if (words[0] != model || words.Length == 1) return ModelFollowing.Newest;
        return words[1] switch
        {
            "latest" or ModelShelf.Canary => ModelFollowing.Newest,
            ModelShelf.Stable => ModelFollowing.Stable,
            _ => ModelFollowing.Pinned,
        };
    }

    private static string Describe(ModelStatus status) =>
        $"model {status.Model.Name}:{status.Model.Version}: {Word(status.State)}{(status.Reason is { } reason ? $": {reason}" : "")}";

    private static string Word(ModelState state) => state switch
    {
        ModelState.Receiving => "is being received",
        ModelState.Verified => "is verified",
        ModelState.Staged => "is staged",
        ModelState.Shadow => "hears beside the active version",
        ModelState.Probation => "is on probation",
        ModelState.Active => "is active",
        ModelState.RolledBack => "was rolled back",
        ModelState.Rejected => "was rejected",
        _ => "is retired",
    };
}
