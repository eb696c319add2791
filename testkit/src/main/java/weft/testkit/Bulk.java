package weft.testkit;

import java.util.Collection;
import weft.future.ContextControl;
import weft.future.Services;
import weft.future.Waker;
import weft.streams.Progress;
import weft.streams.Stream;

/** Polls a stream in bulk, by hand. */
final class Bulk {
  private Bulk() {}

  static <T> Progress pollEach(Stream<T> stream, Waker waker, Services services, Collection<T> into)
      throws Exception {
    ContextControl control = ContextControl.create(services);
    control.begin(waker, ContextControl.UNCONSTRAINED);
    try {
      return stream.pollEach(control.context(), into::add);
    } finally {
      control.end();
    }
  }
}
