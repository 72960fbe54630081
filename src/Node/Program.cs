using System.Security.Cryptography;
using ActorCritic.Distributed.Algorithm.Environments;
using ActorCritic.Distributed.Node.CommandLine;
using ActorCritic.Distributed.Node.Doctor;
using Spectre.Console;

using var signals = new TerminationSignals();
return await ActorCriticCommandLine.RunAsync(
    args,
    new CommandLineSurroundings
    {
        Environments = EnvironmentCatalogue.CreateDefault(),
        Train = (request, cancellation) => throw new NotSupportedException("Training is not connected to the command line yet."),
        Doctor = DoctorCommand.Create(),
        Console = AnsiConsole.Console,
        Errors = Console.Error,
        TimeProvider = TimeProvider.System,

        // 32 bits are enough to tell runs apart and short enough to be typed again.
        DrawSeed = () => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
    },
    signals.Requested);
