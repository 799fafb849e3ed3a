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

    /// <summary>Writes text to a file, which is replaced as a whole or not at all.</summary>
    public static void WriteText(FileInfo file, string text)
    {
        string temporary = $"{file.FullName}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
