package weft.internal.driver;

import java.io.IOException;

/** An operation on a socket whose runtime has shut down. */
public final class RuntimeShutdownException extends IOException implements ShutdownFailure {
  private static final long serialVersionUID = 1;

  /** The exception with its one message. */
  public RuntimeShutdownException() {
    super("the runtime has shut down: its sockets are closed");
  }
}
