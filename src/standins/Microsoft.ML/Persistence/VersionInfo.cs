using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// What stands in the header of every saved model: its kind, its versions, and where its loader is found.
/// </summary>
internal readonly struct VersionInfo
{
    /// <summary>Eight characters, packed.</summary>
    public readonly ulong ModelSignature;

    /// <summary>The version that writes now.</summary>
    public readonly uint VerWrittenCur;

    /// <summary>The oldest reader that can read what is written now.</summary>
    public readonly uint VerReadableCur;

    /// <summary>The oldest version that can still be read.</summary>
    public readonly uint VerWeCanReadBack;

    /// <summary>Full name of the assembly that declares the loader.</summary>
    public readonly string LoaderAssemblyName;

    /// <summary>The name the loader is registered under, at most 24 characters.</summary>
    public readonly string LoaderSignature;

    /// <summary>A second name, from before a renaming.</summary>
    public readonly string LoaderSignatureAlt;

    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack,
        string loaderAssemblyName, string loaderSignature = null, string loaderSignatureAlt = null)
    {
        if (modelSignature?.Length != 8)
            throw Contracts.Except("Model signature must be eight characters");
        ModelSignature = Pack(modelSignature);
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }

    private static ulong Pack(string signature)
    {
        ulong packed = 0;
        for (int i = 0; i < signature.Length; i++)
        {
            if (signature[i] > 0xFF)
                throw Contracts.Except($"Model signature '{signature}' must be Latin-1 characters");
            if (signature[i] != ' ')
                packed |= (ulong)signature[i] << (8 * i);
        }
        return packed;
    }
}
