package weft.samples.redis.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;

/** Fields with values, in the order in which the fields were added. */
public final class HashValue implements Value {
  private final Map<Bytes, Bytes> fields = new LinkedHashMap<>();

  /** How many fields there are. */
  public int size() {
    return fields.size();
  }

  /** Sets a field; true if it is new. */
  public boolean put(Bytes field, Bytes value) {
    return fields.put(field, value) == null;
  }

  /** The value of a field, or null. */
  public @Nullable Bytes get(Bytes field) {
    return fields.get(field);
  }

  /** Removes a field; true if it was there. */
  public boolean remove(Bytes field) {
    return fields.remove(field) != null;
  }

  /** A copy of the references: field, value, field, value... */
  public Bytes[] toArray() {
    Bytes[] pairs = new Bytes[2 * fields.size()];
    int i = 0;
    for (Map.Entry<Bytes, Bytes> field : fields.entrySet()) {
      pairs[i++] = field.getKey();
      pairs[i++] = field.getValue();
    }
    return pairs;
  }

  @Override
  public String typeName() {
    return "hash";
  }

  @Override
  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
