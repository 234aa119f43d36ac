using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Packages;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tune;

/// <summary>Picks the thresholds with which a model finds as much as is asked for, by labelled recordings or images, and shows what they cost.</summary>
internal sealed class TuneSession(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    /// <summary>Runs.</summary>
    /// <returns>Exit code: 1 when a label finds less than is asked for at every threshold.</returns>
    public async Task<int> RunAsync(TuneRequest request, CancellationToken stop)
    {
        var model = new ModelRepository(settings.Repository).Resolve(request.Model, stop);
        var labels = model.Package.Manifest.IsImage
            ? await new ImageTrial(settings, time).RunAsync(request, model, stop).ConfigureAwait(false)
            : await new SoundTrial(settings, terminal, time).RunAsync(request, model, stop).ConfigureAwait(false);
        if (labels.Count == 0) throw new TruthException("the truth has nothing that was heard or seen; thresholds can't be chosen by it.");
        var written = request.Write && labels.Any(l => l.Chosen is not null);
        if (written) ManifestRules.Write(model.Package, labels);
        Tell(request, model, new TuneReport($"{model.Package.Manifest.Name}:{model.Package.Manifest.Version}", request.TargetRecall, labels, written));
        return labels.All(l => l.Chosen is not null) ? ExitCode.Done : ExitCode.Failed;
    }

    private void Tell(TuneRequest request, ResolvedModel model, TuneReport report)
    {
        if (request.Json)
        {
            terminal.WriteLine(JsonSerializer.Serialize(report, TuneJson.Default.TuneReport));
            return;
        }

        foreach (var line in TuneTable.Lines(report, terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
        var path = Path.Combine(model.Package.Directory, "model.json");
        terminal.WriteLine(report.Written ? $"Written to {path}:" : $"For {path} (--write puts it there):");
        foreach (var line in ManifestRules.Text(ManifestRules.Of(report.Labels)).Split('\n')) terminal.WriteLine(line);
        if (report.Written && model.Package.Manifest.IsImage) terminal.Note("the package has another digest now: cascades that name it as their second step must name the new one");
    }
}
