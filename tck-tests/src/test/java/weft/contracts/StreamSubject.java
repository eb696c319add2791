package weft.contracts;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import weft.streams.Stream;

/**
 * A stream that is put under the contract.
 *
 * @param covers the methods of the public interface that make it
 * @param make makes a fresh one
 * @param items what it gives
 * @param timePasses whether the clock goes on while it is polled
 */
record StreamSubject(
    Set<String> covers, Supplier<Stream<?>> make, List<Object> items, boolean timePasses) {

  @SuppressWarnings("unchecked") // whatever it gives is an object, and nothing is put in
  Stream<Object> stream() {
    return (Stream<Object>) make.get();
  }

  @Override
  public String toString() {
    return String.join(" and ", covers);
  }
}
