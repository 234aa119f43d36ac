namespace EdgeAgent.Configuration;

/// <summary>How the variant of a model of sound is chosen where the configuration says auto, and how a quantized one is watched.</summary>
/// <param name="FullShare">Part of the hop that scoring a window with the full variant may take, all pipelines together, 0..1.</param>
/// <param name="HotCelsius">Temperature of the board from which the faster variant is taken; 0 for never.</param>
/// <param name="TwinEvery">Each how manieth window of a quantized variant the full one scores too; 0 for none.</param>
/// <param name="TwinAgreement">Share of these windows that must be decided alike, 0..1.</param>
internal sealed record VariantSettings(double FullShare, double HotCelsius, int TwinEvery, double TwinAgreement)
{
    /// <summary>Reads the keys of the section Models.</summary>
    public static VariantSettings Read(ConfigSection models) => new(
        models.Number("FullShare", 0.5, 0, 1, "Part of the hop that scoring a window with the full variant may take, all pipelines together, where a model's Variant is auto; beyond it the fastest variant with a measured parity hears. 0: always the fastest."),
        models.Number("HotCelsius", 85, 0, 200, "Temperature of the board, in °C, from which the fastest such variant hears; 10 °C below, the full one comes back. 0: never."),
        models.Integer("TwinEvery", 100, 0, 1_000_000, "Each how manieth window of a quantized variant the full one scores too, when no live window is at work; one that no longer agrees is given up. 0: none."),
        models.Number("TwinAgreement", 0.98, 0, 0.9999, "Share of these windows that must be decided alike."));
}
