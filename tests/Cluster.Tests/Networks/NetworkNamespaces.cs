using System.Diagnostics;

namespace ActorCritic.Distributed.Cluster.Tests.Networks;

/// <summary>
/// Hosts on one machine: network namespaces of Linux, each with an address of its own and a cable (a veth pair) to one switch (a bridge). A cable can be
/// pulled and put back. Everything bears a name of this process and is removed in the end.
/// </summary>
internal sealed class NetworkNamespaces : IDisposable
{
    // What interfaces may be called is at most 15 characters long.
    private static int _count;
    private readonly string _prefix = FormattableString.Invariant($"ac{Environment.ProcessId % 100_000}{(char)('a' + Interlocked.Increment(ref _count) % 26)}");
    private readonly List<string> _hosts = [];

    /// <summary>A switch without hosts.</summary>
    public NetworkNamespaces()
    {
        // The switch is in a namespace of its own: the machine's own network sees nothing of all this.
        Run($"netns add {Switch}");
        try
        {
            Run($"-n {Switch} link add bridge type bridge");
            Run($"-n {Switch} link set bridge up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private string Switch => $"{_prefix}sw";

    /// <summary>Why there can be no namespaces on this machine, in one sentence; null if there can.</summary>
    public static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
            return "Network namespaces exist on Linux only.";
        try
        {
            using var probe = new NetworkNamespaces();
            probe.Add(1);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Network namespaces cannot be made here, which takes root and iproute2 ({exception.Message.TrimEnd('.')}).";
        }
    }

    /// <summary>Adds a host.</summary>
    /// <param name="number">1 … 254, its own.</param>
    /// <returns>Its address.</returns>
    public string Add(int number)
    {
        var host = HostOf(number);
        Run($"netns add {host}");
        _hosts.Add(host);
        Run($"-n {Switch} link add port{number} type veth peer name eth0 netns {host}");
        Run($"-n {Switch} link set port{number} master bridge");
        Run($"-n {Switch} link set port{number} up");
        Run($"-n {host} link set lo up");
        Run($"-n {host} address add {AddressOf(number)}/24 dev eth0");
        Run($"-n {host} link set eth0 up");
        return AddressOf(number);
    }

    /// <summary>The words before a command that is to run on a host.</summary>
    public string[] On(int number) => ["ip", "netns", "exec", HostOf(number)];

    /// <summary>Pulls the cable of a host out of the switch. The host's own end stays up, as behind a switch that has failed: it hears nothing of it.</summary>
    public void Cut(int number) => Run($"-n {Switch} link set port{number} nomaster");

    /// <summary>Puts the cable back.</summary>
    public void Heal(int number) => Run($"-n {Switch} link set port{number} master bridge");

    /// <inheritdoc/>
    public void Dispose()
    {
        // With a namespace go the interfaces in it, and with one end of a cable goes the other.
        foreach (var name in _hosts.Append(Switch))
        {
            using var ip = Start($"netns delete {name}");
            ip.WaitForExit();
        }
    }

    private static string AddressOf(int number) => FormattableString.Invariant($"10.231.7.{number}");

    private string HostOf(int number) => FormattableString.Invariant($"{_prefix}h{number}");

    private static void Run(string command)
    {
        using var ip = Start(command);
        var complaint = ip.StandardError.ReadToEnd().Trim();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {command}: {complaint}");
    }

    private static Process Start(string command)
    {
        var start = new ProcessStartInfo("ip", command.Split(' ')) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        return Process.Start(start)!;
    }
}
