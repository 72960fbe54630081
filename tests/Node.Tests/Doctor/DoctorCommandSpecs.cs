using System.CommandLine;
using System.Net.Sockets;
using ActorCritic.Distributed.Node.Doctor;

namespace ActorCritic.Distributed.Node.Tests.Doctor;

public class DoctorCommandSpecs
{
    private static readonly string[] Names = [".NET", "Operating system", "C++ runtime", "libtorch", "Cores", "SIMD width", "Free port", "Runs folder"];

    [Fact]
    public void A_sound_machine_gets_one_ticked_line_a_check_and_exit_code_0()
    {
        (int exitCode, string[] lines) = Examine(new FakeMachine());

        Assert.Equal(0, exitCode);
        Assert.Equal(Names, lines[..8].Select(line => line[2..18].Trim()));
        Assert.All(lines[..8], line => Assert.StartsWith("✓ ", line, StringComparison.Ordinal));
        Assert.Equal(["", "All 8 checks hold."], lines[8..]);
    }

    [Fact]
    public void A_failed_check_has_its_remedy_on_the_same_line_and_exit_code_1()
    {
        (int exitCode, string[] lines) = Examine(new FakeMachine { ProcessorCount = 1 });

        Assert.Equal(1, exitCode);
        Assert.Equal("✗ Cores             1 → give the machine or container two or more; with one, training works but slowly", lines[4]);
        Assert.Equal("1 of 8 checks failed.", lines[^1]);
    }

    [Fact]
    public void A_machine_on_which_all_fails_is_examined_to_the_end()
    {
        (int exitCode, string[] lines) = Examine(new FakeMachine
        {
            RuntimeVersion = new Version(9, 0, 1),
            Platform = "linux-arm64",
            CxxRuntime = null,
            LoadFault = new BadImageFormatException("wrong ELF class"),
            ProcessorCount = 1,
            VectorBits = 0,
            PortFault = new SocketException((int)SocketError.AccessDenied),
            WriteFault = new UnauthorizedAccessException("Permission denied."),
        });

        Assert.Equal(1, exitCode);
        Assert.All(lines[..8], line => Assert.Matches("^✗ .{16}  .+ → .+$", line));
        Assert.Equal("8 of 8 checks failed.", lines[^1]);
    }

    [Fact]
    public void Folder_and_port_can_be_named()
    {
        string folder = Path.Combine(Path.GetTempPath(), "elsewhere");
        (int exitCode, string[] lines) = Examine(new FakeMachine(), "--out", folder, "--port", "4053");

        Assert.Equal(0, exitCode);
        Assert.Equal("✓ Free port         TCP 4053", lines[6]);
        Assert.Equal($"✓ Runs folder       {folder} can be written", lines[7]);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    public void A_port_that_cannot_be_is_refused_with_the_range(string port)
    {
        ParseResult parsed = new RootCommand { DoctorCommand.Create(new FakeMachine()) }.Parse(["doctor", "--port", port]);

        Assert.Equal($"--port is {port}: give 0 to 65535.", Assert.Single(parsed.Errors).Message);
    }

    private static (int ExitCode, string[] Lines) Examine(IMachine machine, params string[] arguments)
    {
        using var output = new StringWriter();
        int exitCode = new RootCommand { DoctorCommand.Create(machine) }.Parse(["doctor", .. arguments]).Invoke(new InvocationConfiguration { Output = output });
        return (exitCode, output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }
}
