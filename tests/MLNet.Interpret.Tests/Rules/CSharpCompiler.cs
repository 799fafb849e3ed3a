using System.Diagnostics;
using System.Reflection;

namespace MLNet.Interpret.Tests.Rules;

/// <summary>The C# compiler of the SDK that runs the tests.</summary>
internal static class CSharpCompiler
{
    public static MethodInfo Compile(string source, string type, string method)
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!, root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        string compiler = Directory.GetFiles(Path.Combine(root, "sdk"), "csc.dll", SearchOption.AllDirectories).Order().Last();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "rules.cs"), source);
            string[] options = ["exec", compiler, "/nologo", "/warnaserror", "/target:library", "/noconfig", $"/r:{Path.Combine(runtime, "System.Runtime.dll")}", $"/r:{Path.Combine(runtime, "System.Private.CoreLib.dll")}", $"/out:{Path.Combine(folder, "rules.dll")}", Path.Combine(folder, "rules.cs")];
            using Process process = Process.Start(new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), options) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            return Assembly.Load(File.ReadAllBytes(Path.Combine(folder, "rules.dll"))).GetType(type, throwOnError: true)!.GetMethod(method)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
