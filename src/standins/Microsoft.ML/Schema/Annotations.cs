using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known of a column besides its type: a schema of its own, with one value a column.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
        }

        public static Annotations Empty { get; } = new Builder().ToAnnotations();

        public DataViewSchema Schema { get; }

        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length)
                throw new ArgumentException($"There is no annotation {column.Index} among {_getters.Length}.", nameof(column));
            return _getters[column.Index] as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"The annotation '{column.Name}' is of type {Schema[column.Index].Type}, to be read as {Schema[column.Index].Type.RawType}, not as {typeof(TValue)}.");
        }

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            var column = Schema.GetColumnOrNull(kind)
                ?? throw new InvalidOperationException($"There is no annotation '{kind}'; there is: {(Schema.Count == 0 ? "none" : ToString())}.");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        /// <summary>Gathers annotations.</summary>
        public sealed class Builder
        {
            private readonly DataViewSchema.Builder _schema = new();
            private readonly List<Delegate> _getters = [];

            public Builder()
            {
            }

            /// <summary>Adds those of <paramref name="annotations"/> whose names are selected.</summary>
            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                if (annotations is null)
                    return;
                ArgumentNullException.ThrowIfNull(selector);
                foreach (var column in annotations.Schema.Where(column => selector(column.Name)))
                    Append(column.Name, column.Type, annotations._getters[column.Index], column.Annotations);
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations annotations = null)
            {
                Check(name, type);
                ArgumentNullException.ThrowIfNull(getter);
                CheckRawType<TValue>(type);
                Append(name, type, getter, annotations);
            }

            public void Add(string name, DataViewType type, Delegate getter, Annotations annotations = null)
            {
                Check(name, type);
                ArgumentNullException.ThrowIfNull(getter);
                var expected = typeof(ValueGetter<>).MakeGenericType(type.RawType);
                if (getter.GetType() != expected)
                    throw new ArgumentException($"The getter of '{name}' must be of type '{expected.FullName}', not '{getter.GetType().FullName}'.", nameof(getter));
                Append(name, type, getter, annotations);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations annotations = null)
            {
                Check(name, type);
                CheckRawType<TValue>(type);
                Append(name, type, (ValueGetter<TValue>)((ref TValue destination) => destination = value), annotations);
            }

            public Annotations ToAnnotations() => new(_schema.ToSchema(), [.. _getters]);

            private void Append(string name, DataViewType type, Delegate getter, Annotations annotations)
            {
                _schema.AddColumn(name, type, annotations);
                _getters.Add(getter);
            }

            private static void CheckRawType<TValue>(DataViewType type)
            {
                if (type.RawType != typeof(TValue))
                    throw new ArgumentException($"{type} holds values of type '{type.RawType.FullName}', not '{typeof(TValue).FullName}'.", nameof(type));
            }
        }
    }
}
