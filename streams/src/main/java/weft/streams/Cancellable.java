package weft.streams;

/**
 * Something that is used step by step and can be given up before its end. {@link Stream} and {@link
 * Sink} share it, so that a class may be both.
 */
public interface Cancellable {

  /**
   * Gives this up, and what it holds or waits for. A stream drops its buffers, timers and children;
   * a sink returns a reservation and drops what it has taken and not flushed.
   *
   * <p>Called at most once, by the owner, under the same exclusion as polls, never from inside one;
   * also before the first poll, and after a poll that threw. Never throws. After the end there is
   * nothing to give up, except in what could be used on (a framed connection, of which only one
   * direction has ended): whoever owns it calls this when done with it. Operators, terminal methods
   * and the bridge are done with a stream when they have seen its end.
   */
  default void cancel() {}
}
