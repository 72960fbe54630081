using System.Security.Cryptography;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Doctor;
using ActorCritic.Distributed.Node.Training;
using Spectre.Console;

var environments = EnvironmentCatalogue.CreateDefault();
using var signals = new TerminationSignals();
return await ActorCriticCommandLine.RunAsync(
    args,
    new CommandLineSurroundings
    {
        Environments = environments,
        Train = new TrainRunner(environments, AnsiConsole.Console, Console.Error, TimeProvider.System).RunAsync,
        Doctor = DoctorCommand.Create(),
        Console = AnsiConsole.Console,
        Errors = Console.Error,
        TimeProvider = TimeProvider.System,

        // 32 bits are enough to tell runs apart and short enough to be typed again.
        DrawSeed = () => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
    },
    signals.Requested);
