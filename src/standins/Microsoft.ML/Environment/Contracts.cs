namespace Microsoft.ML.Runtime;

/// <summary>
/// Exceptions as ML.NET throws them: marked, so that they can be told from those of foreign code,
/// and processed by the context that they arose in, where there is one.
/// </summary>
internal static class Contracts
{
    private const string MarkKey = "ML_IsMarked";

    public static Exception Except(string message) => Except(null, message);

    public static Exception Except(string message, Exception inner) => Mark(null, new InvalidOperationException(message, inner));

    public static Exception Except(this IExceptionContext context, string message) =>
        Mark(context, new InvalidOperationException(message));

    public static Exception ExceptParam(string parameter, string message) => ExceptParam(null, parameter, message);

    public static Exception ExceptParam(this IExceptionContext context, string parameter, string message) =>
        Mark(context, new ArgumentOutOfRangeException(parameter, message));

    /// <summary>For a file or stream that does not hold what it should.</summary>
    public static Exception ExceptDecode(string message) => Mark(null, new FormatException(message));

    public static Exception ExceptDecode(string message, Exception inner) => Mark(null, new FormatException(message, inner));

    public static Exception ExceptDecode(this IExceptionContext context, string message) =>
        Mark(context, new FormatException(message));

    public static Exception ExceptSchemaMismatch(this IExceptionContext context, string parameter, string role, string column) =>
        context.ExceptParam(parameter, $"Could not find {role} column '{column}'");

    public static Exception ExceptSchemaMismatch(
        this IExceptionContext context, string parameter, string role, string column, string expectedType, string actualType) =>
        context.ExceptParam(parameter, $"Schema mismatch for {role} column '{column}': expected {expectedType}, got {actualType}");

    public static void Check(this IExceptionContext context, bool condition, string message)
    {
        if (!condition)
            throw context.Except(message);
    }

    public static void CheckParam(this IExceptionContext context, bool condition, string parameter, string message)
    {
        if (!condition)
            throw context.ExceptParam(parameter, message);
    }

    public static void CheckValue(this IExceptionContext context, object value, string parameter)
    {
        if (value is null)
            throw Mark(context, new ArgumentNullException(parameter));
    }

    public static void CheckNonEmpty(this IExceptionContext context, string value, string parameter)
    {
        if (string.IsNullOrEmpty(value))
            throw context.ExceptParam(parameter, $"{parameter} cannot be null or empty");
    }

    public static bool IsMarked(Exception exception) => exception.Data.Contains(MarkKey);

    private static Exception Mark(IExceptionContext context, Exception exception)
    {
        exception.Data[MarkKey] = true;
        return context?.Process(exception) ?? exception;
    }
}
