package weft.internal.driver;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose operations never wait: what they cannot do at once they say so, and a {@link
 * Readiness} tells when to try again.
 *
 * <p><b>Threads.</b> One reader and one writer at a time; options, addresses and {@link #close}
 * from any thread.
 */
public interface Transport {

  /**
   * Sets an option; before binding or connecting where the system asks for that.
   *
   * @throws UnsupportedOperationException if this kind of socket has no such option
   */
  <T> void setOption(SocketOption<T> option, T value) throws IOException;

  /**
   * The value of an option.
   *
   * @throws UnsupportedOperationException if this kind of socket has no such option
   */
  <T> T getOption(SocketOption<T> option) throws IOException;

  /** Where this socket is bound, or null if it is not bound yet. */
  @Nullable SocketAddress localAddress() throws IOException;

  /** Whether {@link #close} has not been called. */
  boolean isOpen();

  /**
   * Closes at once and releases the descriptor soon, whether or not the driver waits just then. All
   * readiness is {@linkplain Readiness#close() closed}: pending polls are woken, and the operation
   * they try next throws {@link java.nio.channels.ClosedChannelException}. Idempotent.
   */
  void close();
}
