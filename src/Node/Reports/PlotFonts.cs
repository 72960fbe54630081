using ScottPlot;
using SkiaSharp;

namespace ActorCritic.Distributed.Node.Reports;

/// <summary>
/// The typefaces of the pictures, carried in the assembly: servers and containers often have no font, and text would then be left out.
/// </summary>
/// <remarks>
/// Inter 4 (Latin, regular and semi-bold) by The Inter Project Authors under the SIL Open Font License 1.1, beside it in Fonts/OFL.txt; the
/// files are those of the npm package @fontsource/inter 5.3.0, unpacked from WOFF to TrueType.
/// </remarks>
internal sealed class PlotFonts : IFontResolver
{
    /// <summary>
    /// The name under which ScottPlot finds the regular weight; the project's own, so that no installed font is taken for it.
    /// </summary>
    public const string Regular = "ActorCritic.Distributed Inter";

    /// <summary>The name of the semi-bold weight.</summary>
    public const string SemiBold = "ActorCritic.Distributed Inter SemiBold";

    private static readonly Lazy<bool> Registration = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        return true;
    });

    /// <summary>Makes the fonts known to ScottPlot; the first call does it, the others nothing.</summary>
    public static void Register() => _ = Registration.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName switch
    {
        Regular => Load("Inter-Regular.ttf"),
        SemiBold => Load("Inter-SemiBold.ttf"),
        _ => null,
    };

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(PlotFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font '{resource}' is missing in the assembly: embed it in the project file.");
        return SKTypeface.FromStream(stream);
    }
}
