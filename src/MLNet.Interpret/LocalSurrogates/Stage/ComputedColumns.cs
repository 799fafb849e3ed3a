using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.Pipeline;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>A column of single values that are taken from a row's result when they are asked for.</summary>
internal sealed class ComputedScalar<T>(Func<int, T> value) : OutputColumn
{
    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<T>)((ref T result) => result = value(slot()));
}

/// <summary>A column of vectors that are taken from a row's result when they are asked for.</summary>
internal sealed class ComputedVector<T>(Func<int, T[]> values) : OutputColumn
{
    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> result) =>
    {
        T[] found = values(slot());
        VBufferEditor<T> editor = VBufferEditor.Create(ref result, found.Length);
        found.CopyTo(editor.Values);
        result = editor.Commit();
    });
}
