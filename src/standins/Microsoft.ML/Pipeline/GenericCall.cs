using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls a generic method with a type that is known only at run time.</summary>
internal static class GenericCall
{
    /// <summary>Calls the method that <paramref name="sample"/> is one instance of, with another type argument.</summary>
    public static TResult Of<TResult>(Type type, Delegate sample, params object[] arguments) =>
        (TResult)sample.Method.GetGenericMethodDefinition().MakeGenericMethod(type)
            .Invoke(sample.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
