using System.Globalization;
using Spectre.Console;

namespace ActorCritic.Distributed.Node.Rendering;

/// <summary>Shows an episode: as a moving picture in a terminal, in one line where the output goes elsewhere.</summary>
/// <param name="console">Where to.</param>
/// <param name="renderer">Draws the environment.</param>
/// <param name="timeProvider">Sets the pace.</param>
internal sealed class EpisodePlayer(IAnsiConsole console, IEnvironmentRenderer renderer, TimeProvider timeProvider)
{
    /// <summary>One step is shown for this long: about 30 a second.</summary>
    public static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(33);

    /// <summary>Plays the episode to its end.</summary>
    /// <param name="episode">An episode at its start.</param>
    /// <param name="cancellation">Stops it early.</param>
    public async Task PlayAsync(GreedyEpisode episode, CancellationToken cancellation)
    {
        if (console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi)
            await ShowAsync(episode, cancellation).ConfigureAwait(false);
        while (!episode.Ended && !cancellation.IsCancellationRequested)
            episode.Step();

        await console.Profile.Out.Writer.WriteLineAsync(Summary(episode)).ConfigureAwait(false);
    }

    private async Task ShowAsync(GreedyEpisode episode, CancellationToken cancellation)
    {
        using var frames = new PeriodicTimer(FrameTime, timeProvider);
        try
        {
            await console.Live(new Text(Picture(episode))).StartAsync(async live =>
            {
                while (!episode.Ended)
                {
                    live.Refresh();
                    await frames.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
                    episode.Step();
                    live.UpdateTarget(new Text(Picture(episode)));
                }

                live.Refresh();
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The person has seen enough; the summary says how far it came.
        }
    }

    private string Picture(GreedyEpisode episode)
    {
        var action = episode.Action?.ToString(CultureInfo.InvariantCulture) ?? "–";
        var caption = string.Create(CultureInfo.InvariantCulture, $"step {episode.Steps,5}   return {episode.Return,8:0.##}   action {action}");
        return string.Join('\n', renderer.Draw(episode.Observation, console.Profile.Width).Append(caption));
    }

    private static string Summary(GreedyEpisode episode)
    {
        const int MostElements = 8;
        var elements = episode.Observation.ToArray().Take(MostElements).Select(element => element.ToString("0.###", CultureInfo.InvariantCulture));
        var observation = string.Join(", ", elements) + (episode.Observation.Length > MostElements ? ", …" : "");
        var outcome = episode.Ended ? episode.Outcome : "stopped";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"episode: {episode.Steps} steps, return {episode.Return:0.##}, {outcome}; last observation [{observation}]");
    }
}
