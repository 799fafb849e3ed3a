// Copies an assembly and makes the types and members of a list public in the copy, for a compiler to see.
//
//   OpenInternals LIST IN.dll OUT.dll
//
// A line of the list is a member with its signature, as `Namespace.Type.Member(System.String name) : System.Void`.
if (args is not [string list, string source, string target])
{
    Console.Error.WriteLine("usage: OpenInternals LIST IN.dll OUT.dll");
    return 2;
}

string[] wanted = [.. File.ReadLines(list).Where(line => line.Length > 0 && line[0] != '#').Select(Signature.Parse).Distinct()];
using Assembly assembly = new(File.ReadAllBytes(source));
string[] missing = [.. wanted.Where(signature => !assembly.Open(signature))];
if (missing.Length > 0)
{
    // The form that MSBuild recognises as an error.
    Console.Error.WriteLine(
        $"OpenInternals : error : {source} is not the ML.NET that {Path.GetFileName(list)} describes (5.0): it lacks {string.Join(" and ", missing)}.");
    return 1;
}
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
File.WriteAllBytes(target, assembly.Image);
return 0;
