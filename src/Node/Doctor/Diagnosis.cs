namespace ActorCritic.Distributed.Node.Doctor;

/// <summary>Performs the checks of a machine and writes down what they found.</summary>
internal static class Diagnosis
{
    /// <summary>Writes one line a check, each as soon as it is known, and a last line that sums up.</summary>
    /// <returns>0 when every check passed, otherwise 1.</returns>
    public static int Run(IMachine machine, DoctorOptions options, TextWriter output)
    {
        var performed = 0;
        var failed = 0;
        foreach (CheckResult result in MachineChecks.Perform(machine, options))
        {
            output.WriteLine(result);
            performed++;
            failed += result.Passed ? 0 : 1;
        }

        output.WriteLine();
        output.WriteLine(failed == 0 ? $"All {performed} checks hold." : $"{failed} of {performed} checks failed.");
        return failed == 0 ? 0 : 1;
    }
}
