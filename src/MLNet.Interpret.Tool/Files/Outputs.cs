namespace MLNet.Interpret.Tool.Files;

/// <summary>Checks, before work starts, that results can be written.</summary>
internal static class Outputs
{
    /// <summary>Requires the folder that a file goes into.</summary>
    public static void CheckFolder(FileInfo file)
    {
        if (file.Directory is { Exists: false } folder)
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder.FullName}' to write '{file.Name}' into; make it first.");
        }
    }
}
