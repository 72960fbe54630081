using System.CommandLine;

namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>The command <c>actorcritic doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>The command, examining the machine it runs on.</summary>
    public static Command Create() => Create(new LocalMachine());

    /// <summary>The command, examining <paramref name="machine"/>.</summary>
    public static Command Create(IMachine machine)
    {
        var runsFolder = new Option<DirectoryInfo>("--out")
        {
            HelpName = "folder",
            Description = "The folder that runs are to be written to.",
            DefaultValueFactory = _ => new DirectoryInfo("runs"),
        };
        var port = new Option<int>("--port")
        {
            HelpName = "number",
            Description = "The TCP port that must be free; 0 asks for any.",
            DefaultValueFactory = _ => 0,
        };
        port.Validators.Add(result =>
        {
            // Not GetValueOrDefault: it throws for a word that is no number, which is reported without it.
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, out var value) && value is < 0 or > 65535)
                result.AddError($"--port is {value}: give 0 to 65535.");
        });

        var command = new Command("doctor", "Check that this machine can train, and say for each check that fails what to do.") { runsFolder, port };
        command.SetAction(parsed => Diagnosis.Run(
            machine,
            new DoctorOptions(parsed.GetRequiredValue(runsFolder).FullName, parsed.GetRequiredValue(port)),
            parsed.InvocationConfiguration.Output));
        return command;
    }
}
