package weft.future;

import java.util.List;
import java.util.ServiceLoader;

/** The handlers of the modules that are there; looked for when the first value is dropped. */
final class UndeliveredHandlers {
  private static final List<UndeliveredHandler> ALL =
      ServiceLoader.load(UndeliveredHandler.class, UndeliveredHandler.class.getClassLoader())
          .stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private UndeliveredHandlers() {}

  static boolean release(Object value) {
    for (UndeliveredHandler handler : ALL) {
      if (handler.release(value)) {
        return true;
      }
    }
    return false;
  }
}
