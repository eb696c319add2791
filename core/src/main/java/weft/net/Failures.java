package weft.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** Says what was tried in the system's messages, and keeps the types by which callers tell. */
final class Failures {
  private Failures() {}

  static IOException named(String attempt, IOException failure) {
    String message = attempt + " failed: " + failure.getMessage();
    IOException named;
    // The types are compared exactly: a subclass may carry more than its message.
    if (failure.getClass() == ConnectException.class) {
      named = new ConnectException(message);
    } else if (failure.getClass() == BindException.class) {
      named = new BindException(message);
    } else if (failure.getClass() == NoRouteToHostException.class) {
      named = new NoRouteToHostException(message);
    } else if (failure.getClass() == SocketException.class) { // a path that is missing, for one
      named = new SocketException(message);
    } else {
      return failure;
    }
    named.initCause(failure);
    return named;
  }
}
