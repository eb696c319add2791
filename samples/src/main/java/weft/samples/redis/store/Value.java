package weft.samples.redis.store;

/** What a key holds. Guarded by the keyspace's lock, like everything in it. */
public sealed interface Value permits StringValue, ListValue, HashValue, SetValue, SortedSetValue {
  /** The name that TYPE tells. */
  String typeName();

  /** Whether it has no elements left; a collection without elements is removed with its key. */
  boolean isEmpty();
}
