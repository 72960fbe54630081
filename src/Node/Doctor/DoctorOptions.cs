namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>What the checks need to know from the person who asks.</summary>
/// <param name="RunsFolder">Absolute path of the folder that training writes its runs to; it need not exist yet.</param>
/// <param name="Port">The TCP port that must be free, 1 to 65535; 0 asks for any free port.</param>
internal sealed record DoctorOptions(string RunsFolder, int Port);
