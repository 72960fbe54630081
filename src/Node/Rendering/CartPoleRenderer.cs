using System.Globalization;

namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>Draws cart, pole and track true to scale: the track from −2.4 m to 2.4 m fills the width.</summary>
internal sealed class CartPoleRenderer : IEnvironmentRenderer
{
    private const double TrackHalfLength = 2.4;
    private const double PoleLength = 1;
    private const double CartWidth = 0.5;
    private const double CartHeight = 0.25;
    private const int WidestPicture = 72;

    /// <inheritdoc/>
    public IReadOnlyList<string> Draw(ReadOnlySpan<float> observation, int width)
    {
        var (position, angle) = (observation[0], observation[2]);
        var columns = Math.Clamp(width, 8, WidestPicture);
        var dotsPerMetre = 2 * columns / (2 * TrackHalfLength);
        var canvas = new BrailleCanvas(columns, rows: (int)Math.Ceiling((PoleLength + CartHeight) * dotsPerMetre / 4) + 1);

        var track = canvas.Height - 1;
        var cart = (TrackHalfLength + position) * dotsPerMetre;
        var axle = track - 1 - CartHeight * dotsPerMetre;
        canvas.Fill(0, track, canvas.Width - 1, track);
        var halfCart = CartWidth / 2 * dotsPerMetre;
        canvas.Fill((int)Math.Round(cart - halfCart), (int)Math.Round(axle), (int)Math.Round(cart + halfCart), track - 2);

        // Two dots wide: one is hard to see.
        var tipX = cart + PoleLength * Math.Sin(angle) * dotsPerMetre;
        var tipY = axle - PoleLength * Math.Cos(angle) * dotsPerMetre;
        canvas.Line(cart, axle, tipX, tipY);
        canvas.Line(cart + 1, axle, tipX + 1, tipY);

        var caption = string.Create(CultureInfo.InvariantCulture, $"position {position,6:0.00} m   pole {angle * 180 / Math.PI,6:0.0}°");
        return [.. canvas.ToLines(), caption.Length > width ? caption[..width] : caption];
    }
}
